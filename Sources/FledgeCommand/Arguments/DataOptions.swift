public import ArgumentParser
public import Datasets
import Training

/// The columns of files of labelled texts, and their format.
struct ColumnOptions: ParsableArguments {
    @Option(
        help: """
            Column (name or number) or JSON key of the text (default: text, sentence, review, content or the like).
            """)
    var textColumn: String?

    @Option(
        help: """
            Column (name or number) or JSON key of the label (default: label, sentiment, class or the like).
            """)
    var labelColumn: String?

    @Option(
        help: """
            Columns or JSON keys of several labels, separated by commas, each with 1 or 0 (default: one column with \
            the labels, separated by |).
            """)
    var labelColumns: String?

    @Option(help: "Column or JSON key of a second text, for pairs.")
    var pairColumn: String?

    @Flag(
        help: """
            Read the first line as data instead of column names; columns are then given by number, from 1.
            """)
    var noHeader = false

    @Option(
        help: """
            Format of the files; jsonl may also be one array of objects (default: by the file name).
            """
    )
    var inputFormat: FileFormat?

    @OptionGroup
    var dialect: DialectOptions

    func validate() throws {
        if labelColumn != nil, labelColumns != nil {
            throw ValidationError("--label-column and --label-columns exclude each other: choose one of them.")
        }
    }

    var columns: ColumnSelection {
        ColumnSelection(
            text: textColumn, pair: pairColumn, label: labelColumn,
            labelColumns: labelColumns?.split(separator: ",").map { String($0).trimmingSpaces } ?? [],
            hasHeader: noHeader ? false : nil, delimiter: dialect.delimiter, encoding: dialect.encoding,
            quoting: dialect.quoting)
    }

    func file(_ path: String) -> LabelledFile { LabelledFile(path: path, format: inputFormat, columns: columns) }
}

/// The columns of files, and the handling of rows that cannot be used.
struct DataOptions: ParsableArguments {
    @OptionGroup
    var columns: ColumnOptions

    @OptionGroup
    var badRows: BadRowOptions

    func file(_ path: String) -> LabelledFile {
        var file = columns.file(path)
        file.skipsBadRows = badRows.skipBadRows
        return file
    }
}

extension FileFormat: ExpressibleByArgument {
    public init?(argument: String) {
        // JSON is one format, whether its objects are lines or elements of one array.
        self.init(rawValue: argument == "json" ? FileFormat.jsonLines.rawValue : argument)
    }
}
