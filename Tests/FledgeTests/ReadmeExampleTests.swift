import Fledge
import Foundation
import TestSupport
import Testing

/// The examples of README.md and docs/library.md, compiled and run in a directory with the files that they name.
@Suite(.serialized)
struct ReadmeExampleTests {
    private let directory: TemporaryDirectory
    private static let home = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    init() throws {
        directory = try TemporaryDirectory()
        var model = TinyModel()
        try model.write(in: directory, as: "all-MiniLM-L6-v2")
        model.addClassifier(labels: TinyReviews.labels)
        try model.write(in: directory, as: "sentiment")
        try FileManager.default.copyItem(
            atPath: Fixtures.path("TokenClassification/bert"), toPath: "\(directory.path)/names")
        try directory.write("reviews.tsv", TinyReviews.tsv(TinyReviews.rows(60)))
        try directory.write("held-out.tsv", TinyReviews.tsv(TinyReviews.rows(30, offset: 60)))
        setenv("FLEDGE_CACHE", directory.path, 1)
    }

    /// Runs an example so that its relative paths refer to the prepared files.
    private func inDirectory(_ example: () throws -> Void) throws {
        let before = FileManager.default.currentDirectoryPath
        #expect(FileManager.default.changeCurrentDirectoryPath(directory.path))
        defer { _ = FileManager.default.changeCurrentDirectoryPath(before) }
        try example()
    }

    @Test func labelling() throws {
        try inDirectory {
            let classifier = try TextClassifier(directory: "sentiment")
            let prediction = try classifier.predict("A delight from start to finish.")
            print(prediction.label, prediction.score)
            #expect(classifier.labels.contains(prediction.label))
        }
    }

    @Test func naming() throws {
        try inDirectory {
            let names = try TokenClassifier(directory: "names")
            for entity in try names.entities(in: "Ana Souza flew to Porto.") {
                print(entity.type, entity.text, entity.characters)
            }
            #expect(names.tags.types == ["LOC", "PER"])
        }
    }

    @Test func embedding() throws {
        try inDirectory {
            let embedder = try SentenceEmbedder(directory: "all-MiniLM-L6-v2")
            let (vectors, _) = try embedder.embed(["How do I get my money back?", "I would like a refund."])
            let similarity = zip(vectors[0], vectors[1]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(similarity) <= 1.001)
        }
    }

    @Test func sharing() throws {
        try inDirectory {
            let model = try PretrainedModel(directory: "sentiment", options: LoadingOptions(precision: .fp32))
            let sharedClassifier = try TextClassifier(model)
            let sharedEmbedder = try SentenceEmbedder(model, pooling: SentencePooling(mode: .mean, normalizes: true))
            print(model.precision.precision, model.lengthLimit.tokens, try sharedEmbedder.embed("A delight.").count)
            #expect(sharedClassifier.labels == TinyReviews.labels)
            #expect(sharedClassifier.pretrained === sharedEmbedder.pretrained)
        }
    }

    @Test func tokenizing() throws {
        try inDirectory {
            let tokenizer = try Tokenizer(directory: "all-MiniLM-L6-v2")
            let encoding = try tokenizer.encode(
                "A naïve café", options: EncodingOptions(maximumLength: 128, includesAlignment: true))
            for (piece, token) in zip(tokenizer.pieces(of: encoding.ids), encoding.alignment ?? []) {
                print(piece, token.characterRange, token.byteRange, token.word ?? "special")
            }
            let texts = ["one", "two"]
            let batch = try tokenizer.encodeBatch(texts)  // on all cores
            print(tokenizer.decode(batch[0].ids))
            #expect(batch.count == 2)
            #expect(encoding.alignment?.count == encoding.ids.count)
        }
    }

    @Test func training() throws {
        try FileManager.default.removeItem(atPath: "\(directory.path)/sentiment")
        try inDirectory {
            var training = FineTuning(
                model: "all-MiniLM-L6-v2", training: LabelledFile(path: "reviews.tsv"),
                validation: LabelledFile(path: "held-out.tsv"), output: "sentiment")
            training.recipe.epochs = 4
            let summary = try training.run()
            print(summary.validation?["accuracy"] ?? 0)
            #expect(summary.epochs.count == 4)
        }
        #expect(FileManager.default.fileExists(atPath: "\(directory.path)/sentiment/model.safetensors"))
    }

    /// Every Swift block of a page that uses the library stands in this file, line by line.
    @Test(arguments: [("README.md", 1), ("docs/library.md", 6)])
    func pageHoldsTheseExamples(page: String, count: Int) throws {
        func lines(_ text: some StringProtocol) -> [String] {
            text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let content = try String(contentsOf: Self.home.appendingPathComponent(page), encoding: .utf8)
        let source = lines(try String(contentsOfFile: #filePath, encoding: .utf8))
        let blocks = content.components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
            .filter { !$0.contains(".package(") }
        #expect(blocks.count == count)
        for block in blocks {
            let wanted = lines(block).filter { $0 != "import Fledge" }
            let isThere = source.indices.contains { source[$0...].starts(with: wanted) }
            #expect(isThere, "\(page) has an example that is not tested:\n\(block)")
        }
    }
}
