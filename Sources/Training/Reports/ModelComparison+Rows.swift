import TaskHeads

extension ModelComparison {
    /// A row on which models differ.
    public struct Disagreement: Sendable, Encodable, Equatable {
        /// A model's answer for the row.
        public struct Answer: Sendable, Encodable, Equatable {
            public let model: String
            public let answer: String
            /// `nil` for regression.
            public let isRight: Bool?
        }

        /// The row's line in its file.
        public let line: Int
        public let text: String
        public let truth: String
        public let answers: [Answer]
    }

    /// Each model's answers for the rows.
    private var answers: [any RowAnswers] { contestants.map { $0.evaluation.answers } }

    /// The indices of the rows that some models get right and others wrong, in file order; for regression, the rows
    /// whose predictions differ, the largest difference first.
    public var disagreeingRows: [Int] {
        let answers = answers
        let rows = answers[0].lines.indices
        guard answers[0].isRight.isEmpty else {
            return rows.filter { row in answers.contains { $0.isRight[row] } && answers.contains { !$0.isRight[row] } }
        }
        let numbers = answers.map { answers -> [Float] in
            guard let given = answers as? ClassificationAnswers, case .numbers(let numbers) = given.answers else {
                preconditionFailure("all answers but numbers are right or wrong")
            }
            return numbers
        }
        let spans = rows.map { row in
            let values = numbers.map { $0[row] }
            return (values.max() ?? 0) - (values.min() ?? 0)
        }
        return rows.filter { spans[$0] > 0 }.sorted { (-spans[$0], $0) < (-spans[$1], $1) }
    }

    /// The given rows with their texts and the models' answers.
    ///
    /// - Throws: `FledgeError` if the file cannot be read again.
    public func disagreements(_ rows: some Collection<Int>) throws -> [Disagreement] {
        let answers = answers
        let texts = try contestants[0].evaluation.texts(ofRows: Array(rows))
        return zip(rows, texts).map { row, text in
            Disagreement(
                line: answers[0].lines[row], text: text, truth: answers[0].truth(ofRow: row),
                answers: zip(contestants, answers).map { contestant, answers in
                    Disagreement.Answer(
                        model: contestant.model, answer: answers.answer(toRow: row),
                        isRight: answers.isRight.isEmpty ? nil : answers.isRight[row])
                })
        }
    }
}
