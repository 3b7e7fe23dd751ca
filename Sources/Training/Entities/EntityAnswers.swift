import Datasets
import Entities
import Evaluation
import Foundation
import Inference
import TaskHeads

/// A model's predictions for the words of texts whose tags are known.
public struct EntityAnswers: Sendable {
    let examples: EntityExamples
    private let tags: TagSet
    /// The decoded predictions for the words of each text.
    private let decoded: [DecodedWords]

    /// - Throws: `CancellationError` if `shouldStop` returns true.
    init(
        _ model: TokenClassificationModel, to examples: EntityExamples, _ passes: SequencePasses,
        observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool = { false }
    ) throws {
        self.examples = examples
        tags = model.tags
        let decoding = model.decoding()
        decoded = try examples.scores(model: model, passes, observe: observe, shouldStop: shouldStop).map {
            $0.decoded(by: decoding, model.tags)
        }
    }

    /// The tags that the model predicts for the words of each text.
    var givenTags: [[EntityTag]] { decoded.map(\.tags) }

    /// The tags that the model predicts for a text's words.
    func tags(ofText text: Int) -> [EntityTag] { decoded[text].tags }

    /// The mean probability of a tag over some words: by default each word's predicted tag. Words without a token are
    /// ignored; the result is 0 if no word has one.
    func probability(ofText text: Int, words: Range<Int>, tag: EntityTag? = nil) -> Double {
        let probabilities = decoded[text].probabilities(of: words, output: tag.map { tags.output(for: $0) ?? 0 })
        return probabilities.reduce(0, +) / Double(max(probabilities.count, 1))
    }

    /// Evaluates the predictions. The loss is the mean cross-entropy per word.
    func judgement() throws -> Judgement {
        var (sum, count) = (0.0, 0)
        for (text, decoded) in zip(examples.texts, decoded) {
            for (word, tag) in text.tags.enumerated() {
                let probabilities = decoded.probabilities(of: word..<word + 1, output: tags.output(for: tag) ?? 0)
                for probability in probabilities {
                    sum -= log(max(probability, .leastNormalMagnitude))
                    count += 1
                }
            }
        }
        let report = try EntityReport(
            truths: examples.texts.map(\.tags), predictions: givenTags, scheme: tags.scheme)
        return Judgement(loss: sum / Double(max(count, 1)), report: .entities(report))
    }
}

extension EntityAnswers: RowAnswers {
    public var lines: [Int] { examples.texts.map(\.content.line) }

    public var isRight: [Bool] {
        examples.texts.indices.map { trueSpans(ofText: $0) == spans(ofText: $0) }
    }

    public var measures: [RowMeasure] {
        let readings: [(String, EntityReading)] = [
            ("strict_micro_f1", .strict(tags.scheme)), ("conlleval_micro_f1", .conlleval(tags.scheme)),
        ]
        return readings.map { name, reading in
            let counts = examples.texts.indices.map { text in
                let (truths, found) = (Set(trueSpans(ofText: text, reading)), spans(ofText: text, reading))
                return (right: found.count(where: truths.contains), all: truths.count + found.count)
            }
            return RowMeasure(name: name) { texts in
                let (right, all) = texts.reduce((0, 0)) { ($0.0 + counts[$1].right, $0.1 + counts[$1].all) }
                return all == 0 ? 0 : 2 * Double(right) / Double(all)
            }
        }
    }

    public func truth(ofRow row: Int) -> String { written(trueSpans(ofText: row), ofText: row) }

    public func answer(toRow row: Int) -> String { written(spans(ofText: row), ofText: row) }

    /// The entities that a text's true tags encode.
    func trueSpans(ofText text: Int, _ reading: EntityReading = .lenient) -> [EntitySpan] {
        reading.spans(of: examples.texts[text].tags)
    }

    /// The entities that the model finds in a text.
    func spans(ofText text: Int, _ reading: EntityReading = .lenient) -> [EntitySpan] {
        reading.spans(of: tags(ofText: text))
    }

    /// Entities as text, such as "PER: Ana Souza, LOC: Porto".
    func written(_ spans: [EntitySpan], ofText text: Int) -> String {
        let content = examples.texts[text].content
        return spans.isEmpty
            ? "no entity" : spans.map { "\($0.type): \(content.text(of: $0))" }.joined(separator: ", ")
    }
}
