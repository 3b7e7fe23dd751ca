public import ArgumentParser
public import Datasets
import Training

/// How the columns of files are found.
struct ColumnOptions: ParsableArguments {
    @Option(
        help: """
            Column (name or number) or JSON key of the text; by default the first of \
            text, sentence, review, content and the like.
            """)
    var textColumn: String?

    @Option(
        help: """
            Column (name or number) or JSON key of the label; by default the first of \
            label, sentiment, class and the like.
            """)
    var labelColumn: String?

    @Option(
        help: """
            Columns or JSON keys of several labels, each with 1 or 0, separated by commas; by default one column has the \
            labels, with | between them.
            """)
    var labelColumns: String?

    @Option(help: "Column or JSON key of a second text, for pairs.")
    var pairColumn: String?

    @Flag(help: "The first line holds data, not names; columns are given by number, from 1.")
    var noHeader = false

    @Option(
        help:
            "How files are written: tsv, csv, jsonl (also one array of objects) or txt; by default what their names say."
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

/// How the columns of files are found, and what happens to rows that cannot be used.
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
