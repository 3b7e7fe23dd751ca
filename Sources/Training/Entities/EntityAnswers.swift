import Datasets
import Entities
import Evaluation
import Foundation
import Inference
import TaskHeads

/// What a model says of the words of texts whose tags are known.
public struct EntityAnswers: Sendable {
    let examples: EntityExamples
    private let tags: TagSet
    /// For each text the tag of each word, as an output of the model.
    private let paths: [[Int]]
    /// For each text and each word the probability of each tag.
    private let probabilities: [[[Double]]]

    /// - Throws: `CancellationError` where `shouldStop` says so.
    init(
        _ model: TokenClassificationModel, to examples: EntityExamples, _ passes: SequencePasses,
        shouldStop: () -> Bool = { false }
    ) throws {
        self.examples = examples
        tags = model.tags
        let decoding = model.decoding()
        var paths: [[Int]] = []
        var probabilities: [[[Double]]] = []
        for var scores in try examples.scores(model: model, passes, shouldStop: shouldStop) {
            scores.withMatrix {
                paths.append(decoding.tags($0))
                probabilities.append(decoding.probabilities($0))
            }
        }
        self.paths = paths
        self.probabilities = probabilities
    }

    /// The tags that the model gives the words of each text.
    var givenTags: [[EntityTag]] { paths.indices.map(tags(ofText:)) }

    /// The tags that the model gives a text's words.
    func tags(ofText text: Int) -> [EntityTag] { paths[text].map { tags.tags[$0] } }

    /// The mean over some words of the probability of a tag: of the model's own, or of another one.
    func probability(ofText text: Int, words: Range<Int>, tag: EntityTag? = nil) -> Double {
        let output = tag.map { tags.indices[$0] ?? 0 }
        let sum = words.reduce(0) { $0 + probabilities[text][$1][output ?? paths[text][$1]] }
        return sum / Double(max(words.count, 1))
    }

    /// How good the answers are. The loss is the cross-entropy of a word.
    func judgement() throws -> Judgement {
        let outputs = tags.indices
        var (sum, count) = (0.0, 0)
        for (text, probabilities) in zip(examples.texts, probabilities) {
            for (tag, distribution) in zip(text.tags, probabilities) {
                sum -= log(max(distribution[outputs[tag] ?? 0], .leastNormalMagnitude))
                count += 1
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
        let readings = [("strict_micro_f1", EntityReading.strict(tags.scheme)), ("conlleval_micro_f1", .lenient)]
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

    /// The entities that the tags of a text mean.
    func trueSpans(ofText text: Int, _ reading: EntityReading = .lenient) -> [EntitySpan] {
        reading.spans(of: examples.texts[text].tags)
    }

    /// The entities that the model finds in a text.
    func spans(ofText text: Int, _ reading: EntityReading = .lenient) -> [EntitySpan] {
        reading.spans(of: tags(ofText: text))
    }

    /// Entities in words, such as "PER: Ana Souza, LOC: Porto".
    func written(_ spans: [EntitySpan], ofText text: Int) -> String {
        let content = examples.texts[text].content
        return spans.isEmpty
            ? "no entity" : spans.map { "\($0.type): \(content.text(of: $0))" }.joined(separator: ", ")
    }
}
