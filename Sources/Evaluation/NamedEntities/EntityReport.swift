public import Entities
import InputOutput

/// What an evaluation of named entities found, for people (``rendered``) and for programs (JSON with snake-case keys).
///
/// A predicted entity is right where a true one has the same words and the same type. What entities a sequence of tags
/// means is a convention, and each score says which:
///
/// - ``strict``: only those that the scheme writes with just these tags, as seqeval has it in its strict mode. (Where B
///   stands at a place at which IOB1 has none, seqeval takes what follows it for an entity; here nothing is.)
/// - ``conlleval``: any tags mean some, as in the script of the CoNLL-2000 shared task. What seqeval does unless it is
///   told otherwise is the same: the two agree on every sequence of tags. The tags of BILOU, which neither of them
///   knows, are read like those of BIOES.
///
/// The conventions differ only where tags do not keep to the scheme, of which ``misplacedTagCount`` tells. Nothing to find
/// and nothing found scores 0, as in seqeval.
public struct EntityReport: Sendable, Equatable, Codable {
    /// How entities are written as tags.
    public var scheme: TagScheme
    /// The number of texts.
    public var textCount: Int
    /// The number of words in all texts.
    public var wordCount: Int
    /// The share of words whose tag is right, `O` included; 0 without words. It is the accuracy that conlleval and seqeval
    /// give.
    public var tokenAccuracy: Double
    /// The number of predicted tags that may not stand after the one before, or at the end.
    public var misplacedTagCount: Int
    public var strict: EntityConventionScores
    public var conlleval: EntityConventionScores
    /// What became of the entities, by the convention of conlleval.
    public var errors: EntityErrors

    private enum CodingKeys: String, CodingKey {
        case scheme, strict, conlleval, errors
        case textCount = "text_count"
        case wordCount = "word_count"
        case tokenAccuracy = "token_accuracy"
        case misplacedTagCount = "misplaced_tag_count"
    }

    /// - Parameters:
    ///   - truths: The true tags of each text.
    ///   - predictions: The predicted tags of each text.
    ///   - scheme: The scheme of both.
    /// - Throws: `FledgeError` (data) where a text or a word has no prediction.
    public init(truths: [[EntityTag]], predictions: [[EntityTag]], scheme: TagScheme) throws {
        guard truths.count == predictions.count else {
            throw FledgeError(
                .data, "each text needs its prediction", expected: "\(truths.count) predictions",
                found: "\(predictions.count)")
        }
        for (number, (truth, prediction)) in zip(truths, predictions).enumerated()
        where truth.count != prediction.count {
            throw FledgeError(
                .data, at: "text \(number + 1)", "each word needs its predicted tag", expected: "\(truth.count) tags",
                found: "\(prediction.count)")
        }
        self.scheme = scheme
        textCount = truths.count
        wordCount = truths.reduce(0) { $0 + $1.count }
        let rightCount = zip(truths.joined(), predictions.joined()).count { $0 == $1 }
        tokenAccuracy = ratio(rightCount, wordCount)
        misplacedTagCount = predictions.reduce(0) { $0 + EntityReading.misplacedCount(in: $1, scheme: scheme) }
        strict = EntityConventionScores(.strict(scheme), truths: truths, predictions: predictions)
        conlleval = EntityConventionScores(.lenient, truths: truths, predictions: predictions)
        errors = EntityErrors(truths: truths, predictions: predictions)
    }

    /// The measures by name: those of each convention and average, such as `strict_micro_f1`, and `token_accuracy`.
    public var measures: [String: Double] {
        var measures = ["token_accuracy": tokenAccuracy]
        for (convention, scores) in [("strict", strict), ("conlleval", conlleval)] {
            for (average, scores) in [("micro", scores.micro), ("macro", scores.macro), ("weighted", scores.weighted)] {
                measures["\(convention)_\(average)_precision"] = scores.precision
                measures["\(convention)_\(average)_recall"] = scores.recall
                measures["\(convention)_\(average)_f1"] = scores.f1
            }
        }
        return measures
    }
}
