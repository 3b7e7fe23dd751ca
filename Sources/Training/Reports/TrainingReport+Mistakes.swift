import Evaluation
import TaskHeads

/// The rows of the validation data that the model gets wrong, with their texts, which are read once more.
extension TrainingReport {
    private static let mistakeCount = 20
    /// The most pairs of numbers that a picture takes.
    private static let pairCount = 2000

    /// A wrong answer, before its text is known.
    private struct WrongAnswer {
        let row: Int
        let truth: String, answer: String
        let probability: Double
    }

    /// The wrong answers that the model was the most sure of.
    ///
    /// - Parameter predictions: The validation rows, where each has one class.
    static func mistakes(
        _ conclusions: TrainingConclusions, _ predictions: ClassPredictions?, prepared: PreparedTraining
    ) throws -> [Mistake] {
        guard let validation = prepared.subject.validation else { return [] }
        var wrong: [WrongAnswer] = []
        if let predictions {
            wrong = wrongClasses(predictions)
        } else if case .labelSets(let sets) = validation.targets {
            wrong = wrongLabels(conclusions, truths: sets, names: prepared.plan.labels)
        }
        let worst = wrong.sorted { ($1.probability, $0.row) < ($0.probability, $1.row) }.prefix(mistakeCount)
        let texts = try texts(ofRows: worst.map(\.row), prepared: prepared)
        return zip(worst, texts).map { wrong, text in
            Mistake(
                line: validation.places[wrong.row].line, text: text, truth: wrong.truth, answer: wrong.answer,
                probability: wrong.probability)
        }
    }

    private static func wrongClasses(_ predictions: ClassPredictions) -> [WrongAnswer] {
        let answers = predictions.predictions
        return predictions.truths.indices.filter { answers[$0] != predictions.truths[$0] }.map { row in
            let scores = predictions.probabilities(of: row)
            return WrongAnswer(
                row: row, truth: predictions.labels[predictions.truths[row]],
                answer: predictions.labels[answers[row]], probability: scores[scores.startIndex + answers[row]])
        }
    }

    /// Of each row with a wrong label, the one that the model is the most sure of tells how sure it is.
    private static func wrongLabels(
        _ conclusions: TrainingConclusions, truths: [[Float]], names: [String]
    ) -> [WrongAnswer] {
        let thresholds = conclusions.settings.thresholds ?? names.map { _ in 0.5 }
        func joined(_ isThere: (Int) -> Bool) -> String {
            let there = names.indices.filter(isThere).map { names[$0] }
            return there.isEmpty ? "none" : there.joined(separator: " | ")
        }
        return zip(conclusions.logits, truths).enumerated().compactMap { row, pair in
            let (truth, scores) = (pair.1, BinaryCrossEntropy.probabilities(logits: pair.0).map { Double($0) })
            func isGiven(_ label: Int) -> Bool { scores[label] >= thresholds[label] }
            let wrong = names.indices.filter { isGiven($0) != (truth[$0] > 0) }
            let sureness = wrong.map { isGiven($0) ? scores[$0] : 1 - scores[$0] }.max()
            return sureness.map {
                WrongAnswer(
                    row: row, truth: joined { truth[$0] > 0 }, answer: joined(isGiven), probability: $0)
            }
        }
    }

    /// The numbers that are farthest off.
    static func largestErrors(_ judgement: Judgement?, prepared: PreparedTraining) throws -> [LargeError] {
        guard case .numbers(let report) = judgement?.report, let validation = prepared.subject.validation else {
            return []
        }
        let texts = try texts(ofRows: report.largestErrors.map(\.index), prepared: prepared)
        return zip(report.largestErrors, texts).map { error, text in
            LargeError(
                line: validation.places[error.index].line, text: text, truth: error.truth,
                prediction: error.prediction)
        }
    }

    /// The true and the given numbers of rows that are spread evenly over the validation data.
    static func numberPairs(_ conclusions: TrainingConclusions, _ prepared: PreparedTraining) -> [NumberPair] {
        guard case .numbers(let truths) = prepared.subject.validation?.targets else { return [] }
        let scale = prepared.subject.labels.scale
        let step = max((truths.count + pairCount - 1) / pairCount, 1)
        return stride(from: 0, to: truths.count, by: step).map { row in
            NumberPair(
                truth: scale.restored(truths[row]), prediction: scale.restored(conclusions.logits[row].first ?? 0))
        }
    }

    /// The texts of rows of the validation data.
    private static func texts(ofRows rows: [Int], prepared: PreparedTraining) throws -> [String] {
        guard let validation = prepared.subject.validation, let file = prepared.settings.validation else { return [] }
        let lines = rows.map { validation.places[$0].line }
        let texts = try file.texts(atLines: Set(lines))
        return lines.map { texts[$0] ?? "" }
    }
}
