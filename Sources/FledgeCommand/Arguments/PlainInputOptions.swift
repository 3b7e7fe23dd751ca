import ArgumentParser
import Datasets
import Foundation
import InputOutput
import Tokenization

/// The input of plain text, whose words are counted.
struct PlainInputOptions: ParsableArguments {
    @Option(help: "Column (name or number) or JSON key of the text in TSV, CSV or JSONL.")
    var column: String?
    @Flag(
        help: """
            Read the first line as data instead of column names; columns are then given by number, from 1.
            """)
    var noHeader = false
    @Option(
        help: """
            Format of the input; txt is one text per line (default: txt; with --column, by the file name, and jsonl \
            for standard input).
            """)
    var inputFormat: FileFormat?

    func validate() throws {
        if column != nil, inputFormat == .lines {
            throw ValidationError("--column and --input-format txt exclude each other: plain text has no columns.")
        }
    }

    /// Passes the texts of files to a counter; `-` is standard input.
    func count(_ paths: [String], with counter: WordCounter, _ progress: ProgressLine) throws {
        let formats = try paths.map(format)
        let start = ContinuousClock.now
        let megabyte = 1_000_000
        let isPlain = formats.allSatisfy { $0 == .lines }
        let total = isPlain && !paths.contains("-") ? paths.reduce(0) { $0 + Self.size(of: $1) } / megabyte : nil
        var texts = 0
        for (path, format) in zip(paths, formats) {
            guard format == .lines else {
                try countRows(path, format, with: counter, mayBeEmpty: paths.count > 1) {
                    texts += 1
                    progress.show("texts read", done: texts, total: nil, since: start)
                }
                continue
            }
            let show = { (done: Int) in
                progress.show("megabytes counted", done: done / megabyte, total: total, since: start)
                if Interruption.isRequested { throw CancellationError() }
            }
            if path == "-" {
                try counter.add(
                    descriptor: STDIN_FILENO, name: "standard input",
                    isInterrupted: { Interruption.isRequested }, progress: show)
            } else {
                try counter.add(file: path, progress: show)
            }
        }
    }

    private func format(of path: String) throws -> FileFormat {
        if let inputFormat { return inputFormat }
        if column != nil { return path == "-" ? .jsonLines : try FileFormat(path: path) }
        // Read as plain text, the separators of a table would silently become pieces.
        if path != "-", let format = try? FileFormat(path: path), format != .lines {
            throw FledgeError(
                .usage, at: path, "the file's name says that it is \(format.rawValue), and no column was named",
                expected: "--column with the text's column, or --input-format txt for plain text")
        }
        return .lines
    }

    private func countRows(
        _ path: String, _ format: FileFormat, with counter: WordCounter, mayBeEmpty: Bool, _ didAdd: () -> Void
    ) throws {
        let columns = ColumnSelection(text: column, hasHeader: noHeader ? false : nil)
        let reader: RowReader
        if path == "-" {
            let lines = LineReader(
                descriptor: STDIN_FILENO, name: "standard input", isInterrupted: { Interruption.isRequested })
            reader = try RowReader(stream: lines, format: format, columns: columns, requiresLabel: false)
        } else {
            reader = try RowReader(
                path: path, format: format, columns: columns, requiresLabel: false, mayBeEmpty: mayBeEmpty)
        }
        while let row = try reader.next() {
            counter.add(row.text)
            didAdd()
            if Interruption.isRequested { throw CancellationError() }
        }
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
