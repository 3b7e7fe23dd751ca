import InputOutput

/// The answers of annotators, as Prodigy writes them: `"answer": "accept"`, `"reject"` or `"ignore"`.
struct AnnotatorAnswers {
    /// The key of the answer.
    static let key = "answer"
    /// The answers for which a row is left out.
    private static let leftOut: Set = ["reject", "ignore"]

    /// The answer of the last row read; `nil` if it has none.
    var latest: String?
    /// The number of rows that were left out.
    fileprivate(set) var leftOutCount = 0
    /// The number of rows that were kept.
    fileprivate(set) var keptCount = 0

    fileprivate var leavesOut: Bool { latest.map(Self.leftOut.contains) ?? false }
}

extension RowReader {
    /// The next JSON object as a row. If labels are required, objects that an annotator rejected or skipped are left
    /// out, since their labels are not true.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` if none is left.
    func nextAcceptedObject() throws -> RowResult? {
        while true {
            answers.latest = nil
            guard let result = try nextObject() else {
                guard answers.leftOutCount > 0, answers.keptCount == 0, !isStream else { return nil }
                throw FledgeError(
                    .data, at: lines.name, "an annotator rejected or skipped all rows",
                    found: "\"\(AnnotatorAnswers.key)\": \"reject\" or \"ignore\"", advice: "export accepted rows")
            }
            guard requirements.label, answers.leavesOut, !usesKey(AnnotatorAnswers.key) else {
                answers.keptCount += 1
                return result
            }
            answers.leftOutCount += 1
            rowFindings.add(
                .rejectedAnswers, line: result.line, "rows that an annotator rejected or skipped are left out")
        }
    }

    /// Tells whether a key holds a text or a label.
    private func usesKey(_ key: String) -> Bool {
        guard let keys else { return false }
        return [keys.text, keys.pair, keys.label].contains(key) || keys.labelKeys[key] != nil
    }
}

extension RowResult {
    /// The line where the row begins, from 1.
    fileprivate var line: Int {
        switch self {
        case .row(let row): row.line
        case .rejected(let row): row.line
        }
    }
}
