import ArgumentParser
import Datasets
import InputOutput
import Logging
import TaskHeads

/// The input of commands that read texts without labels.
struct InputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: """
            File to read, also compressed with gzip or zstd (default: standard input). Commands that take several \
            accept the option repeatedly, a pattern in quotes, or a directory.
            """)
    var input: [String] = []

    @Option(
        help: """
            Column (name or number) or JSON key of the text (default: text, sentence, review, content or the like).
            """)
    var textColumn: String?

    @Flag(
        help: """
            Read the first line as data instead of column names; columns are then given by number, from 1.
            """)
    var noHeader = false

    @Option(
        help: """
            Format of the input; jsonl is one JSON object per line or one array of objects, txt one text per line \
            (default: by the file name; for standard input, jsonl if it begins with an object or an array of \
            objects, else txt).
            """)
    var inputFormat: FileFormat?

    @OptionGroup
    var dialect: DialectOptions

    /// The input files, with patterns and directories expanded; `nil` for standard input.
    func files() throws -> [String]? { try input.isEmpty ? nil : InputFiles.expanded(input) }

    /// Opens the input, which is one file or standard input.
    ///
    /// - Parameters:
    ///   - trainedColumns: The columns that the model was trained on, for those that no option names.
    ///   - requiresText: Whether rows of tables and JSON objects must have a text that is not blank.
    ///   - longestCell: The number of bytes beyond which a cell or line is rejected.
    ///   - mayBeEmpty: Whether a file without rows is allowed.
    ///   - streamFormat: The format of standard input, unless an option gives it; `nil` to detect it.
    ///   - talk: Prints the findings about the input that are known before its rows are read; `nil` to leave
    ///     that to the caller.
    func reader(
        pairColumn: String? = nil, trainedColumns: TrainedColumns? = nil, requiresText: Bool = false,
        longestCell: Int = RowRequirements.longestCell, keepsSource: Bool = false, mayBeEmpty: Bool = false,
        streamFormat: FileFormat? = nil,
        talk: TalkOptions? = nil
    ) throws -> RowReader {
        let files = try files()
        if let files, files.count > 1 {
            throw FledgeError(
                .usage, at: input.joined(separator: ", "),
                "the input is \(files.count) files, of which this command reads one",
                found: Spelling.list(files, limit: 3))
        }
        return try reader(
            of: files?.first, pairColumn: pairColumn, trainedColumns: trainedColumns, requiresText: requiresText,
            longestCell: longestCell, keepsSource: keepsSource, mayBeEmpty: mayBeEmpty, streamFormat: streamFormat,
            talk: talk)
    }

    /// Opens one of the files, or standard input for `nil`.
    func reader(
        of file: String?, pairColumn: String? = nil, trainedColumns: TrainedColumns? = nil, requiresText: Bool = false,
        longestCell: Int = RowRequirements.longestCell,
        keepsSource: Bool = false, mayBeEmpty: Bool = false, streamFormat: FileFormat? = nil, talk: TalkOptions? = nil
    ) throws -> RowReader {
        var columns = ColumnSelection(
            text: textColumn, pair: pairColumn, hasHeader: noHeader ? false : nil, delimiter: dialect.delimiter,
            encoding: dialect.encoding, quoting: dialect.quoting)
        columns.adopt(text: trainedColumns?.text, pair: trainedColumns?.pair)
        let reader: RowReader
        if let file {
            let format = try inputFormat ?? FileFormat(path: file)
            if trainedColumns?.hasHeader == false {
                let finding = columns.adoptMissingHeader(path: file, format: format)
                talk?.tell([finding].compactMap(\.self))
            }
            reader = try RowReader(
                path: file, format: format, columns: columns, requiresLabel: false,
                requiresText: requiresText && format != .lines, longestCell: longestCell, keepsSource: keepsSource,
                mayBeEmpty: mayBeEmpty)
            // The first bytes show whether the file is compressed.
            _ = try reader.lines.peek()
        } else {
            let lines = LineReader(
                descriptor: 0, name: "standard input", encoding: dialect.encoding,
                isInterrupted: { Interruption.isRequested })
            let format = try inputFormat ?? streamFormat ?? (lines.beginWithJSON() ? .jsonLines : .lines)
            reader = try RowReader(
                stream: lines, format: format, columns: columns, requiresLabel: false,
                requiresText: requiresText && format != .lines, longestCell: longestCell, keepsSource: keepsSource)
        }
        talk?.tell(reader.takeNewFindings())
        return reader
    }
}
