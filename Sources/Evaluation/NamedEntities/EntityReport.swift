public import Entities
import InputOutput

/// The evaluation report of named entities, for people (``rendered``) and for programs (JSON with snake-case keys).
///
/// A predicted entity is correct if a true one has the same words and the same type. The entities that a tag sequence
/// stands for depend on a convention, which each score names:
///
/// - ``strict``: only entities that the scheme would write with exactly these tags, as in seqeval's strict mode. (If B
///   occurs where IOB1 does not allow it, seqeval reads an entity from the following tags; Fledge reads none.)
/// - ``conlleval``: the entities that the script of the CoNLL-2000 shared task counts in these tags.
/// - ``seqevalDefault``: any tags form entities, as in seqeval without a mode, with L and U of BILOU read as E and S.
///   It is the same as ``conlleval`` for IOB1 and IOB2, but not for BIOES and BILOU: the script does not know all of
///   their tags, and merges adjacent entities of one type.
///
/// For tags that follow the scheme, ``strict`` and ``seqevalDefault`` are the same; ``misplacedTagCount`` is the number
/// of tags that do not. If there are no true and no predicted entities, the score is 0, as in seqeval.
public struct EntityReport: Sendable, Equatable, Codable {
    /// The tagging scheme.
    public var scheme: TagScheme
    /// The number of texts.
    public var textCount: Int
    /// The number of words in all texts.
    public var wordCount: Int
    /// The share of words whose tag is correct, including `O`; 0 without words. This is the accuracy reported by
    /// conlleval and seqeval.
    public var tokenAccuracy: Double
    /// The number of predicted tags that the scheme does not allow after the previous tag or at the end.
    public var misplacedTagCount: Int
    public var strict: EntityConventionScores
    public var conlleval: EntityConventionScores
    /// The scores of seqeval's default mode; `nil` for IOB1 and IOB2, whose ``conlleval`` scores are the same.
    public var seqevalDefault: EntityConventionScores?
    /// The errors, with entities read as in seqeval's default mode.
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
    /// - Throws: `FledgeError` (data) if a text or word has no prediction.
    public init(truths: [[EntityTag]], predictions: [[EntityTag]], scheme: TagScheme) throws {
        guard truths.count == predictions.count else {
            throw FledgeError(
                .data, "texts and predictions differ in number", expected: "\(truths.count) predictions",
                found: "\(predictions.count)")
        }
        for (number, (truth, prediction)) in zip(truths, predictions).enumerated()
        where truth.count != prediction.count {
            throw FledgeError(
                .data, at: "text \(number + 1)", "words and predicted tags differ in number",
                expected: "\(truth.count) tags",
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

    /// The metrics by name: those of each convention and average, such as `strict_micro_f1`, and `token_accuracy`.
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
