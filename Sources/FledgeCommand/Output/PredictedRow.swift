import Training

/// What a model answers to a row of a labelled file.
struct PredictedRow: Encodable {
    /// The row's line in its file.
    let line: Int
    let truth: String, answer: String
    /// `nil` for numbers.
    let isRight: Bool?
    let logits: [Float]

    /// Writes all rows as JSON Lines.
    ///
    /// - Parameter overwrite: Whether a file that exists is replaced.
    static func write(_ answers: ClassificationAnswers, to path: String, overwrite: Bool) throws {
        let rows = (0..<answers.lines.count).lazy.map { row in
            PredictedRow(
                line: answers.lines[row], truth: answers.truth(ofRow: row), answer: answers.answer(toRow: row),
                isRight: answers.isRight.isEmpty ? nil : answers.isRight[row], logits: answers.logits[row])
        }
        try JSONOutput.write(lines: rows, to: path, overwrite: overwrite)
    }
}
