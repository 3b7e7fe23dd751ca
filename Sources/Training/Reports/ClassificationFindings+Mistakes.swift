import Evaluation
import TaskHeads

/// The validation rows that the model gets wrong, with their texts, which are read again from the file.
extension ClassificationFindings {
    private static let mistakeCount = 20
    /// The maximum number of points in a plot.
    private static let pairCount = 2000

    /// A wrong prediction, before its text is known.
    private struct WrongAnswer {
        let row: Int
        let truth: String, answer: String
        let probability: Double
    }

    /// The wrong predictions with the highest confidence.
    ///
    /// - Parameter predictions: The predictions of the written model for the validation rows, if each row has one
    ///   class.
    func mistakes(
        _ predictions: ClassPredictions?, of subject: ClassificationSubject, in file: LabelledFile
    ) throws -> [TrainingReport.Mistake] {
        guard let validation = subject.validation else { return [] }
        var wrong: [WrongAnswer] = []
        if let predictions {
            wrong = Self.wrongClasses(predictions)
        } else if case .labelSets(let sets) = validation.targets {
            wrong = wrongLabels(truths: sets, names: subject.labels.names)
        }
        let worst = wrong.sorted { ($1.probability, $0.row) < ($0.probability, $1.row) }.prefix(Self.mistakeCount)
        let texts = try Self.texts(ofRows: worst.map(\.row), of: validation, in: file)
        return zip(worst, texts).map { wrong, text in
            TrainingReport.Mistake(
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

    /// The confidence of a row with wrong labels is that of its most confident wrong label.
    private func wrongLabels(truths: [[Float]], names: [String]) -> [WrongAnswer] {
        let thresholds = settings.thresholds ?? names.map { _ in 0.5 }
        func joined(_ isThere: (Int) -> Bool) -> String {
            let there = names.indices.filter(isThere).map { names[$0] }
            return there.isEmpty ? "none" : there.joined(separator: " | ")
        }
        return zip(logits, truths).enumerated().compactMap { row, pair in
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

    /// The rows with the largest errors.
    func largestErrors(
        _ judgement: Judgement?, of subject: ClassificationSubject, in file: LabelledFile
    ) throws -> [TrainingReport.LargeError] {
        guard case .numbers(let report) = judgement?.report, let validation = subject.validation else { return [] }
        let texts = try Self.texts(ofRows: report.largestErrors.map(\.index), of: validation, in: file)
        return zip(report.largestErrors, texts).map { error, text in
            TrainingReport.LargeError(
                line: validation.places[error.index].line, text: text, truth: error.truth,
                prediction: error.prediction)
        }
    }

    /// The true and predicted numbers of rows that are spread evenly over the validation data.
    func numberPairs(_ subject: ClassificationSubject) -> [TrainingReport.NumberPair] {
        guard case .numbers(let truths) = subject.validation?.targets else { return [] }
        let scale = subject.labels.scale
        let step = max((truths.count + Self.pairCount - 1) / Self.pairCount, 1)
        return stride(from: 0, to: truths.count, by: step).map { row in
            TrainingReport.NumberPair(
                truth: scale.restored(truths[row]), prediction: scale.restored(logits[row].first ?? 0))
        }
    }

    /// The texts of some rows.
    private static func texts(
        ofRows rows: [Int], of examples: ClassificationExamples, in file: LabelledFile
    ) throws -> [String] {
        let lines = rows.map { examples.places[$0].line }
        // The file may have disappeared since it was read; the trained model must not be lost for that.
        let texts = try? file.texts(atLines: Set(lines))
        return lines.map { texts?[$0] ?? "(\(file.path) could not be read again)" }
    }
}
