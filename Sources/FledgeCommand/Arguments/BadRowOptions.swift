import ArgumentParser
import DatasetCaching
import Datasets
import Foundation
import InputOutput
import Logging

/// The handling of rows of labelled files that cannot be used.
struct BadRowOptions: ParsableArguments {
    @Flag(help: "Leave out and count rows that cannot be used (default: stop at the first one).")
    var skipBadRows = false

    @Option(
        help: """
            File for the rows that --skip-bad-rows leaves out, one JSON object per line with file, line, reason and \
            source (default: OUTPUT.rejects.jsonl; without --output, they are printed as warnings).
            """)
    var rejects: String?

    /// The number of rows that are printed as warnings if there is no file for them.
    private static let printedRows = 20

    func validate() throws {
        if rejects != nil, !skipBadRows { throw ValidationError("--rejects needs --skip-bad-rows.") }
    }

    /// Writes the rows that were left out, or prints them if there is no file for them.
    ///
    /// - Parameter output: The output of the command, beside which the file is written by default; `nil` if it has none.
    func report(_ cache: DatasetCache, beside output: String? = nil, _ talk: TalkOptions) throws {
        guard skipBadRows else { return }
        let files = cache.takeNewBadRows()
        let path = rejects ?? output.map { "\(OutputPath.withoutTrailingSlashes($0)).rejects.jsonl" }
        if let path {
            guard !files.isEmpty else {
                // The file may hold the rows of another run: keep it, and say that it is not from this one.
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
