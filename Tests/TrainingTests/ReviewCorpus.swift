import Foundation
import Testing

/// A corpus of labelled reviews that is part of the package, and the requirements for its files.
struct ReviewCorpus: Sendable, CustomTestStringConvertible {
    /// The name of the directory in `corpora`.
    let name: String
    /// The columns of its files; the first two are `text` and `label`.
    let columns: [String]
    /// The labels that occur in every file, sorted.
    let labels: [String]
    /// The minimum number of rows of each file.
    let leastRows: [String: Int]
    /// The minimum share of each label in the rows of a file, in percent.
    let leastShare: Int
    /// The allowed number of words of a text, counted between spaces.
    let wordCounts: ClosedRange<Int>
    /// The maximum number of texts in one file that begin with the same three words.
    let mostOfAnOpening: Int
    /// The maximum number of consecutive words that a test text may share with a text of the other files.
    let longestSharedRun: Int

    var testDescription: String { name }

    static let files = ["train.tsv", "validation.tsv", "test.tsv"]

    static let all = [
        ReviewCorpus(
            name: "reviews", columns: ["text", "label", "category"], labels: ["negative", "neutral", "positive"],
            leastRows: ["train.tsv": 600, "validation.tsv": 100, "test.tsv": 150], leastShare: 25,
            wordCounts: 5...120, mostOfAnOpening: 4, longestSharedRun: 6),
        ReviewCorpus(
            name: "sentiment", columns: ["text", "label"], labels: ["negative", "positive"],
            leastRows: ["train.tsv": 600, "validation.tsv": 100, "test.tsv": 200], leastShare: 48,
            wordCounts: 5...60, mostOfAnOpening: 3, longestSharedRun: 5),
    ]

    struct Review: Sendable {
        let text: String
        let label: String
        /// The values of the columns after the label.
        let rest: [String]
        let words: [String]

        init(_ columns: [String]) {
            (text, label, rest) = (columns[0], columns[1], Array(columns[2...]))
            words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        }

        /// All sequences of `count` consecutive words.
        func runs(of count: Int) -> Set<[String]> {
            Set(words.indices.dropLast(count - 1).map { Array(words[$0..<$0 + count]) })
        }
    }

    /// The rows of a file; every line must have as many columns as the header, and no column may be empty.
    func reviews(_ file: String) throws -> [Review] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("corpora").appendingPathComponent(name)
        let content = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        try #require(content.last == "\n", "the last line of \(file) has no end")
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(lines.first == columns.joined(separator: "\t")[...], "the header of \(file)")
        return try lines.enumerated().dropFirst().map { index, line in
            let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(values.count == columns.count && !values.contains(""), "\(file):\(index + 1) \(line)")
            return Review(values)
        }
    }
}
