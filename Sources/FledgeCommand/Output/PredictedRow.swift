import TaskHeads
import Training

/// The model's prediction for a row of a labelled file.
struct PredictedRow: Encodable {
    /// The row's line in its file.
    let line: Int
    /// The text; for a pair, both texts, separated by a slash.
    let text: String
    let truth: String, answer: String
    /// The predicted label, as `fledge label` names it; `nil` for several labels and for numbers.
    let label: String?
    /// The probability of the predicted label; `nil` for several labels and for numbers.
    let score: Float?
    /// The predicted labels if there may be several, and the probability of each label of the model.
    let labels: [String]?, scores: [String: Float]?
    /// The predicted number.
    let value: Float?
    /// `nil` for numbers.
    let isRight: Bool?
    let logits: [Float]

    private init(_ row: Int, text: String, of answers: ClassificationAnswers) {
        line = answers.lines[row]
        self.text = text
        (truth, answer) = (answers.truth(ofRow: row), answers.answer(toRow: row))
        isRight = answers.isRight.isEmpty ? nil : answers.isRight[row]
        logits = answers.logits[row]
        let probabilities = answers.probabilities(ofRow: row)
        switch answers.answers {
        case .classes(let classes):
            (label, score) = (answers.labels[classes[row]], probabilities[classes[row]])
            (labels, scores, value) = (nil, nil, nil)
        case .labelSets(let sets):
            labels = answers.labels.indices.filter { sets[row][$0] > 0 }.map { answers.labels[$0] }
            scores = Dictionary(zip(answers.labels, probabilities)) { first, _ in first }
            (label, score, value) = (nil, nil, nil)
        case .numbers(let numbers):
            value = numbers[row]
            (label, score, labels, scores) = (nil, nil, nil, nil)
        }
    }

    /// Writes all rows as JSON Lines.
    ///
    /// - Parameter overwrite: Replaces an existing file.
    static func write(_ evaluation: ClassifierEvaluation, to path: String, overwrite: Bool) throws {
        let answers = evaluation.answers
        let texts = try evaluation.texts(ofRows: Array(answers.lines.indices))
        let rows = answers.lines.indices.lazy.map { PredictedRow($0, text: texts[$0], of: answers) }
        try JSONOutput.write(lines: rows, to: path, overwrite: overwrite)
    }
}
