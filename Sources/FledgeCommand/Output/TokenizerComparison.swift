import Datasets
import InputOutput
import Tokenization

/// The differences between two tokenizers on the same texts.
struct TokenizerComparison: Encodable {
    /// The first place where the encodings of a text differ.
    struct Difference: Encodable {
        let line: Int
        let text: String
        /// The index of the first id that differs.
        let position: Int
        /// The tokens from there on, at most five of each.
        let tokens: [String]
        let otherTokens: [String]
        let ids: [Int32]
        let otherIDs: [Int32]
    }

    private(set) var texts = 0
    private(set) var differingTexts = 0
    private(set) var differences: [Difference] = []

    private static let mostDifferences = 20
    private let tokenizers: [Tokenizer]
    private let names: [String]

    private enum CodingKeys: String, CodingKey {
        case texts, differingTexts, differences
    }

    /// - Parameter names: The names of the two tokenizers.
    init(_ tokenizer: Tokenizer, _ other: Tokenizer, names: [String]) {
        tokenizers = [tokenizer, other]
        self.names = names
    }

    /// Compares the encodings of more rows.
    mutating func add(_ rows: [Row], pairs: [String?]?, options: EncodingOptions) throws {
        let encodings = try tokenizers.map { try $0.encodeBatch(rows.map(\.text), pairs: pairs, options: options) }
        texts += rows.count
        for (row, (left, right)) in zip(rows, zip(encodings[0], encodings[1])) where left.ids != right.ids {
            differingTexts += 1
            guard differences.count < Self.mostDifferences else { continue }
            let position = zip(left.ids, right.ids).prefix { $0 == $1 }.count
            let ids = [left, right].map { Array($0.ids.dropFirst(position).prefix(5)) }
            differences.append(
                Difference(
                    line: row.line, text: row.text, position: position, tokens: tokenizers[0].pieces(of: ids[0]),
                    otherTokens: tokenizers[1].pieces(of: ids[1]), ids: ids[0], otherIDs: ids[1]))
        }
    }

    /// The differences as text.
    var rendered: String {
        guard differingTexts > 0 else {
            return "the tokenizers give the same ids for \(texts == 1 ? "the one text" : "all \(texts) texts")"
        }
        var lines = ["\(differingTexts) of \(texts) texts differ"]
        for difference in differences {
            lines.append("line \(difference.line): \(excerpt(difference.text)), from token \(difference.position) on:")
            lines.append("  \(names[0]): \(listed(difference.tokens, difference.ids))")
            lines.append("  \(names[1]): \(listed(difference.otherTokens, difference.otherIDs))")
        }
        if differingTexts > differences.count { lines.append("… and \(differingTexts - differences.count) more") }
        return lines.joined(separator: "\n")
    }

    private func listed(_ tokens: [String], _ ids: [Int32]) -> String {
        ids.isEmpty ? "the end" : zip(tokens, ids).map { "\($0) (\($1))" }.joined(separator: " ")
    }
}
