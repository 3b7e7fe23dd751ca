import Entities
import Foundation
import Inference
import InputOutput
import TensorKernels
import TestSupport
import Testing

/// The interpretation of labels in many notations by the token-classification pipeline of transformers.
@Suite struct PipelineLabelTests {
    struct Recorded: Decodable, CustomTestStringConvertible {
        let name: String
        let labels: [String]
        /// For each aggregation and text, the type, score, start and end of entities.
        let answers: [String: [[TokenClassifierTests.Recorded.Answer]]]
        var testDescription: String { name }

        static let all: [Recorded] = {
            let path = Fixtures.path("TokenClassification/labels.json")
            guard let data = FileManager.default.contents(atPath: path),
                let recorded = try? JSONDecoder().decode([Recorded].self, from: data)
            else { preconditionFailure("\(path) cannot be read: record it with record_labels.py") }
            return recorded
        }()
    }

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("groups match those of the pipeline", arguments: Recorded.all)
    func agreesWithThePipeline(recorded: Recorded) throws {
        let classifier = try TokenClassifier(
            directory: RelabelledModel.write(recorded.labels, in: directory), options: LoadingOptions(precision: .fp32))
        let texts = TokenClassifierTests.Recorded.all.map(\.text)
        for (name, expected) in recorded.answers {
            let aggregation = try #require(EntityAggregation(rawValue: name))
            for (prediction, answers) in zip(try classifier.predict(texts, aggregation: aggregation), expected) {
                let found = prediction.entities
                #expect(found.map(\.type) == answers.map(\.type), "\(name)")
                #expect(found.map(\.characters) == answers.map { $0.start..<$0.end }, "\(name)")
                for (entity, answer) in zip(found, answers) {
                    #expect(abs(entity.score - answer.score) < 2e-5, "\(name): \(entity.text)")
                }
            }
        }
        #expect(recorded.answers.count == 5)
    }

    @Test(
        "all notations of the same tags give the same entities",
        arguments: [
            ["O", "b-LOC", "i-LOC", "b-PER", "i-PER"], ["O", "B_LOC", "I_LOC", "B_PER", "I_PER"],
            ["O", "LOC-B", "LOC-I", "PER-B", "PER-I"], ["o", "B-LOC", "I-LOC", "B-PER", "I-PER"],
            ["O", "LOC_b", "LOC_i", "PER_b", "PER_i"],
        ])
    func decodesAlike(labels: [String]) throws {
        let texts = TokenClassifierTests.Recorded.all.map(\.text)
        let standard = try TokenClassifier(
            directory: Fixtures.path("TokenClassification/bert"), options: LoadingOptions(precision: .fp32))
        let other = try TokenClassifier(
            directory: RelabelledModel.write(labels, in: directory), options: LoadingOptions(precision: .fp32))
        #expect(try other.predict(texts) == standard.predict(texts))
    }

    @Test(
        "I after O begins an entity unless the files name a scheme that requires B",
        arguments: [nil, "iob1", "iob2"] as [String?])
    func openScheme(scheme: String?) throws {
        let labels = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
        let path = try RelabelledModel.write(labels, scheme: scheme, in: directory)
        let classifier = try TokenClassifier(directory: path, options: LoadingOptions(precision: .fp32))
        var misplaced = 0
        for recorded in TokenClassifierTests.Recorded.all {
            let prediction = try classifier.predict([recorded.text])[0]
            let written = TagScheme(rawValue: scheme ?? "iob2") ?? .iob2
            #expect(EntityReading.misplacedCount(in: prediction.tags, scheme: written) == 0)
            let first = try classifier.predict([recorded.text], words: [prediction.words], aggregation: .first)[0]
            // The best tags of individual words, grouped in any order, are the answer unless a scheme forbids some.
            if scheme == nil { #expect(prediction.entities.map(\.bytes) == first.entities.map(\.bytes)) }
            misplaced += prediction.entities.map(\.bytes) == first.entities.map(\.bytes) ? 0 : 1
        }
        if scheme == "iob2" { #expect(misplaced > 0) }
    }

    @Test(
        "a scheme that is unknown or does not match the labels is an error",
        arguments: [
            ("bioes", "the labels are not those of the scheme"), ("bilou", "the labels are not those of the scheme"),
            ("iob3", "the scheme of the tags is unknown"), ("", "the scheme of the tags is unknown"),
        ])
    func refuses(scheme: String, problem: String) throws {
        let labels = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
        let path = try RelabelledModel.write(labels, scheme: scheme, in: directory)
        let error = #expect(throws: FledgeError.self) { try TokenClassifier(directory: path) }
        #expect(error?.problem == problem)
        #expect(error?.place?.hasSuffix("config.json: fledge: tag_scheme") == true)
    }
}

/// The recorded model with different names for its outputs.
enum RelabelledModel {
    static func write(_ labels: [String], scheme: String? = nil, in directory: TemporaryDirectory) throws -> String {
        let source = Fixtures.path("TokenClassification/bert")
        let path = "\(directory.path)/relabelled"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: source, toPath: path)
        let file = URL(filePath: "\(path)/config.json")
        var values = try JSONDecoder().decode([String: JSONValue].self, from: Data(contentsOf: file))
        let indexed = labels.enumerated()
        values["id2label"] = .object(Dictionary(uniqueKeysWithValues: indexed.map { (String($0), .string($1)) }))
        values["label2id"] = nil
        if let scheme { values["fledge"] = .object(["tag_scheme": .string(scheme)]) }
        try JSONEncoder().encode(values).write(to: file)
        return path
    }
}
