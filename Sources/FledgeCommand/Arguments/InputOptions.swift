import ArgumentParser
import Datasets

/// Where texts come from when they need no labels.
struct InputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The file to read; by default standard input.")
    var input: String?

    @Option(
        help: "Column or JSON key of the text; by default the first of text, sentence, review, content and the like.")
    var textColumn: String?

    @Flag(help: "The first line holds data; the text's column is given by number, from 1.")
    var noHeader = false

    @Option(
        help: """
            How the input is written: tsv, csv, jsonl or txt (a text a line). By default what the file's name says; for \
            standard input, jsonl where it begins with a brace and txt otherwise.
            """)
    var inputFormat: FileFormat?

    /// Opens the input.
    ///
    /// - Parameters:
    ///   - requiresText: Whether rows of tables and JSON objects must have a text that is not blank.
    ///   - streamFormat: How standard input is written where the options do not say; nil to look at it.
    func reader(
        pairColumn: String? = nil, requiresText: Bool = false, keepsSource: Bool = false,
        streamFormat: FileFormat? = nil
    ) throws -> RowReader {
        let columns = ColumnSelection(text: textColumn, pair: pairColumn, hasHeader: noHeader ? false : nil)
        if let input {
            let format = try inputFormat ?? FileFormat(path: input)
            return try RowReader(
                path: input, format: format, columns: columns, requiresLabel: false,
                requiresText: requiresText && format != .lines, keepsSource: keepsSource)
        }
        let lines = LineReader(descriptor: 0, name: "standard input", isInterrupted: { Interruption.isRequested })
        let format = try inputFormat ?? streamFormat ?? (lines.peek() == UInt8(ascii: "{") ? .jsonLines : .lines)
        return try RowReader(
            stream: lines, format: format, columns: columns, requiresLabel: false,
            requiresText: requiresText && format != .lines, keepsSource: keepsSource)
    }
}
