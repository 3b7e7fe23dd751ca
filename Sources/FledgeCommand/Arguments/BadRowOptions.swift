import ArgumentParser
import Datasets
import Foundation
import InputOutput
import Logging

/// What happens to rows of labelled files that cannot be used.
struct BadRowOptions: ParsableArguments {
    @Flag(help: "Leave out rows that cannot be used, and count them; by default the first one ends the command.")
    var skipBadRows = false

    @Option(
        help: """
            The file for the rows left out by --skip-bad-rows, one JSON object per line with file, line, reason and \
            source; by default OUTPUT.rejects.jsonl for a command with --output, else they are printed as warnings.
            """)
    var rejects: String?

    /// How many rows are printed as warnings without a file for them.
    private static let printedRows = 20

    func validate() throws {
        if rejects != nil, !skipBadRows { throw ValidationError("--rejects needs --skip-bad-rows.") }
    }

    /// Writes the rows that were left out, or prints them if there is no file for them.
    ///
    /// - Parameter output: The output of the command, beside which the file is by default; `nil` for none.
    func report(_ cache: DatasetCache, beside output: String? = nil, _ talk: TalkOptions) throws {
        guard skipBadRows else { return }
        let files = cache.takeNewBadRows()
        let path = rejects ?? output.map { "\(OutputPath.withoutTrailingSlashes($0)).rejects.jsonl" }
        if let path {
            guard !files.isEmpty else {
                // Whose rows these are is not known: they stay, and are not to be taken for those of this run.
                if OutputPath.mode(of: path) != nil, !OutputPath.isStream(path) {
                    talk.logger.warning("no rows were left out; \(path) is not from this run")
                }
                return
            }
            let results = try ResultStream(path: path)
            for (file, rows) in files {
                for row in rows { try results.write(line: row.json(of: file)) }
            }
            try results.finish()
            return talk.logger.warning("the rows that were left out are in \(path)")
        }
        let rows = files.flatMap(\.rows)
        for row in rows.prefix(Self.printedRows) {
            talk.logger.warning("\(row.error.place ?? "line \(row.line)"): \(row.reason)")
        }
        if rows.count > Self.printedRows {
            talk.logger.warning("and \(rows.count - Self.printedRows) more; --rejects FILE writes all of them")
        }
    }
}
