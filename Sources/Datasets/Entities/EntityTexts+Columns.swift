public import Entities
import InputOutput

extension EntityTexts {
    /// The texts in CoNLL columns: one word and its tag per line, and a blank line after each text.
    ///
    /// - Parameters:
    ///   - scheme: The tag scheme.
    ///   - separator: The separator of word and tag.
    ///   - answers: The tags that a model predicts for the words of each text, as a third column, which scorers such as
    ///     conlleval read.
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for a word or a type that contains the separator or a
    ///   line break and therefore does not fit into a column.
    public func columns(
        scheme: TagScheme = .iob2, separator: Character = "\t", beside answers: [[EntityTag]]? = nil
    ) throws -> String {
        var lines = ""
        for (number, text) in texts.enumerated() {
            let tags = scheme.tags(for: text.entities, wordCount: text.words.count)
            for (index, tag) in tags.enumerated() {
                var cells = [text.word(index), tag.written(in: scheme)]
                if let answers { cells.append(answers[number][index].written(in: scheme)) }
                for cell in cells where Self.breaksColumns(cell, separator) {
                    throw FledgeError(
                        .data, "a text of line \(text.line) cannot be written in columns",
                        expected: "words and types without separators of columns and lines",
                        found: Spelling.list([cell]), advice: "choose another separator or format")
                }
                lines += cells.joined(separator: String(separator)) + "\n"
            }
            lines += "\n"
        }
        return lines
    }

    private static func breaksColumns(_ cell: String, _ separator: Character) -> Bool {
        cell.isBlank || cell.contains(separator) || cell.unicodeScalars.contains { $0 == "\n" || $0 == "\r" }
    }
}
