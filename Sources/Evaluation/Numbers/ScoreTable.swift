import InputOutput

/// Scores of shape `[examples, labels]`, row after row.
enum ScoreTable {
    /// Checks the scores.
    ///
    /// - Throws: `FledgeError` (data) if their number is wrong or one is not finite.
    static func check(labels: [String], rows: Int, scores: [Double]) throws {
        guard scores.count == rows * labels.count else {
            throw FledgeError(
                .data, "there must be a score for each example and label",
                expected: "\(rows) × \(labels.count) scores", found: "\(scores.count)")
        }
        if let index = scores.firstIndex(where: { !$0.isFinite }) {
            throw FledgeError(
                .data, at: "example \(index / labels.count + 1)",
                "the score of \"\(labels[index % labels.count])\" is not a finite number", found: "\(scores[index])",
                advice: "check whether training diverged")
        }
    }
}
