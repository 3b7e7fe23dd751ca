import Entities
import Evaluation
import Foundation
import Inference
import TaskHeads

/// What a model says of the words of texts whose tags are known.
struct EntityAnswers {
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

    /// The tags of a text's words.
    func tags(ofText text: Int) -> [EntityTag] { paths[text].map { tags.tags[$0] } }

    /// The mean over some words of the probability of a tag: of the model's own, or of another one.
    func probability(ofText text: Int, words: Range<Int>, tag: EntityTag? = nil) -> Double {
        let output = tag.map { tags.indices[$0] ?? 0 }
        let sum = words.reduce(0) { $0 + probabilities[text][$1][output ?? paths[text][$1]] }
        return sum / Double(max(words.count, 1))
    }

    /// How good the answers are. The loss is the cross-entropy of a word.
    func judgement(of examples: EntityExamples) throws -> Judgement {
        let outputs = tags.indices
        var (sum, count) = (0.0, 0)
        for (text, probabilities) in zip(examples.texts, probabilities) {
            for (tag, distribution) in zip(text.tags, probabilities) {
                sum -= log(max(distribution[outputs[tag] ?? 0], .leastNormalMagnitude))
                count += 1
            }
        }
        let report = try EntityReport(
            truths: examples.texts.map(\.tags), predictions: examples.texts.indices.map(tags(ofText:)),
            scheme: tags.scheme)
        return Judgement(loss: sum / Double(max(count, 1)), report: .entities(report))
    }
}
