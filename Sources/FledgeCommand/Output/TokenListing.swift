import Datasets
import InputOutput
import Tokenization

/// The tokens of a text, as a table and as JSON.
struct TokenListing {
    private let row: Row
    private let encoding: Encoding
    private let pieces: [String]
    /// The number of the window, from 0; `nil` if the text is not split into windows.
    private let window: Int?

    init(_ row: Row, _ encoding: Encoding, pieces: [String], window: Int?) {
        self.row = row
        self.encoding = encoding
        self.pieces = pieces
        self.window = window
    }

    private var alignment: [TokenAlignment] { encoding.alignment ?? [] }

    // MARK: JSON

    /// One JSON object without line breaks.
    var json: String {
        var members = [
            "\"line\":\(row.line)",
            "\"ids\":\(array(encoding.ids.map(String.init)))",
            "\"tokens\":\(array(pieces.map(JSONValue.quoted)))",
            "\"offsets\":\(array(alignment.map { pair($0.characterRange) }))",
            "\"byte_offsets\":\(array(alignment.map { pair($0.byteRange) }))",
            "\"word_ids\":\(array(alignment.map { $0.word.map(String.init) ?? "null" }))",
            "\"type_ids\":\(array(encoding.typeIDs.map(String.init)))",
            "\"special_tokens_mask\":\(array(alignment.map { $0.isSpecial ? "1" : "0" }))",
            "\"truncated_tokens\":\(encoding.truncatedTokenCount)",
        ]
        if let window { members.insert("\"window\":\(window)", at: 1) }
        return "{\(members.joined(separator: ","))}"
    }

    private func array(_ elements: [String]) -> String { "[\(elements.joined(separator: ","))]" }

    private func pair(_ range: Range<Int>) -> String { "[\(range.lowerBound),\(range.upperBound)]" }

    // MARK: Table

    /// A heading and a line for each token, followed by an empty line.
    var table: String {
        let isPair = alignment.contains { $0.text == 1 }
        var table = TextTable(
            header: ["id", "token", "characters", "bytes", "word"] + (isPair ? ["text"] : []), leftColumns: 2)
        for index in encoding.ids.indices {
            let token = alignment[index]
            let cells =
                token.isSpecial
                ? ["", "", ""]
                : [range(token.characterRange), range(token.byteRange), token.word.map(String.init) ?? ""]
            let text = token.text.map { "\($0 + 1)" } ?? ""
            table.add(["\(encoding.ids[index])", pieces[index]] + cells + (isPair ? [text] : []))
        }
        return "\(heading)\n\(table.rendered)\n"
    }

    private var heading: String {
        var notes = [encoding.ids.count.counted("token")]
        if encoding.truncatedTokenCount > 0 {
            notes.append(encoding.truncatedTokenCount.counted("more was truncated", "more were truncated"))
        }
        let place = "line \(row.line)" + (window.map { ", window \($0 + 1)" } ?? "")
        return "\(place): \(excerpt(row.text)) (\(notes.joined(separator: ", ")))"
    }

    private func range(_ range: Range<Int>) -> String { "\(range.lowerBound)–\(range.upperBound)" }
}

/// The beginning of a text, in quotes.
func excerpt(_ text: String, longest: Int = 60) -> String {
    text.count <= longest ? JSONValue.quoted(text) : JSONValue.quoted(String(text.prefix(longest)) + "…")
}
