import Foundation
import Testing

/// Checks the corpus of reviews that is part of the package: enough of it, balanced, and nothing of the test file in
/// the training file.
@Suite struct ReviewCorpusTests {
    struct Review: Sendable {
        let text: String
        let label: String
        let category: String
        let words: [String]
        let trigrams: Set<[String]>

        init(_ columns: [String]) {
            (text, label, category) = (columns[0], columns[1], columns[2])
            words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
            let words = words
            trigrams = Set(words.indices.dropLast(2).map { Array(words[$0..<$0 + 3]) })
        }
    }

    /// The rows of a file; every line must have three columns that are not empty.
    static func reviews(_ name: String) throws -> [Review] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("corpora/reviews")
        let content = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        try #require(content.last == "\n", "the last line of \(name) has no end")
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(lines.first == "text\tlabel\tcategory", "the header of \(name)")
        return try lines.enumerated().dropFirst().map { index, line in
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(columns.count == 3 && !columns.contains(""), "\(name):\(index + 1) \(line)")
            return Review(columns)
        }
    }

    @Test(arguments: [("train.tsv", 600), ("validation.tsv", 100), ("test.tsv", 150)])
    func hasEnoughRowsOfEachLabel(name: String, leastRows: Int) throws {
        let reviews = try Self.reviews(name)
        #expect(reviews.count >= leastRows)
        let counts = Dictionary(grouping: reviews, by: \.label).mapValues(\.count)
        #expect(counts.keys.sorted() == ["negative", "neutral", "positive"])
        for (label, count) in counts {
            #expect(4 * count >= reviews.count, "only \(count) of \(reviews.count) rows are \(label)")
        }
        #expect(Set(reviews.map(\.category)).count > 1)
    }

    @Test(arguments: ["train.tsv", "validation.tsv", "test.tsv"])
    func textsAreOfSensibleLengthAndOccurOnce(name: String) throws {
        let reviews = try Self.reviews(name)
        for review in reviews {
            let count = review.text.split(separator: " ").count
            #expect((5...120).contains(count), "\(count) words: \(review.text)")
        }
        for (words, group) in Dictionary(grouping: reviews, by: \.words) where group.count > 1 {
            Issue.record("\(group.count) times: \(words.joined(separator: " "))")
        }
    }

    @Test func noTestTextIsNearATrainingText() throws {
        let training = try Self.reviews("train.tsv") + Self.reviews("validation.tsv")
        let test = try Self.reviews("test.tsv")
        let beginnings = Dictionary(grouping: training) { Array($0.words.prefix(6)) }
        // Only texts that share a trigram can be alike: they are found by it.
        var holders: [[String]: [Int]] = [:]
        for (index, review) in training.enumerated() {
            for trigram in review.trigrams { holders[trigram, default: []].append(index) }
        }
        for review in test {
            if let same = beginnings[Array(review.words.prefix(6))] {
                Issue.record("the same beginning: \(review.text) / \(same[0].text)")
            }
            for index in Set(review.trigrams.flatMap { holders[$0] ?? [] }) {
                let other = training[index]
                let shared = Double(review.trigrams.intersection(other.trigrams).count)
                let similarity = shared / Double(review.trigrams.union(other.trigrams).count)
                #expect(similarity <= 0.3, "\(similarity): \(review.text) / \(other.text)")
            }
        }
    }
}
