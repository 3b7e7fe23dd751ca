public import Entities
import InputOutput

/// What an evaluation of named entities found, for people (``rendered``) and for programs (JSON with snake-case keys).
///
/// A predicted entity is right if a true one has the same words and the same type. What entities a sequence of tags means
/// is a convention, and each score says which:
///
/// - ``strict``: only those that the scheme writes with just these tags, as in the strict mode of seqeval. (If B stands at a
///   place at which IOB1 has none, seqeval takes what follows it for an entity; here nothing is.)
/// - ``conlleval``: what the script of the CoNLL-2000 shared task counts in these tags.
/// - ``seqevalDefault``: any tags mean some, as in seqeval without a mode, with L and U of BILOU read like E and S. It is
///   the same as ``conlleval`` for IOB1 and IOB2. For BIOES and BILOU it is not: the script does not know all of their
///   tags, and merges neighbouring entities of one type.
///
/// For tags that keep to the scheme ``strict`` and ``seqevalDefault`` are the same; ``misplacedTagCount`` tells of others.
/// Nothing to find and nothing found scores 0, as in seqeval.
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
    /// The scores of seqeval's default mode; `nil` for IOB1 and IOB2, whose ``conlleval`` scores are the same.
    public var seqevalDefault: EntityConventionScores?
    /// What became of the entities, as seqeval reads them in its default mode.
    public var errors: EntityErrors

    private enum CodingKeys: String, CodingKey {
        case scheme, strict, conlleval, errors
        case textCount = "text_count"
        case wordCount = "word_count"
        case tokenAccuracy = "token_accuracy"
        case seqevalDefault = "seqeval_default"
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
        conlleval = EntityConventionScores(.conlleval(scheme), truths: truths, predictions: predictions)
        seqevalDefault =
            scheme.hasEnds ? EntityConventionScores(.lenient, truths: truths, predictions: predictions) : nil
        errors = EntityErrors(truths: truths, predictions: predictions)
    }

    /// The measures by name: those of each convention and average, such as `strict_micro_f1`, and `token_accuracy`.
    public var measures: [String: Double] {
        var measures = ["token_accuracy": tokenAccuracy]
        let conventions =
            [("strict", strict), ("conlleval", conlleval)] + (seqevalDefault.map { [("seqeval_default", $0)] } ?? [])
        for (convention, scores) in conventions {
            for (average, scores) in [("micro", scores.micro), ("macro", scores.macro), ("weighted", scores.weighted)] {
                measures["\(convention)_\(average)_precision"] = scores.precision
                measures["\(convention)_\(average)_recall"] = scores.recall
                measures["\(convention)_\(average)_f1"] = scores.f1
            }
        }
        return measures
    }
}
