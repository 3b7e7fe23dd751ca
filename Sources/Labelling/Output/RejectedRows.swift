package import Datasets
import InputOutput

/// The destination of rows that cannot be labelled: a JSON Lines file with line, reason and source, or a callback.
package final class RejectedRows {
    private let open: () throws -> (any ByteOutput)?
    private let report: (RejectedRow) -> Void
    private var output: (any ByteOutput)?

    /// - Parameters:
    ///   - open: Opens the output at the first row; returns `nil` for none.
    ///   - report: Receives each row.
    package init(to open: @escaping () throws -> (any ByteOutput)?, report: @escaping (RejectedRow) -> Void = { _ in })
    {
        self.open = open
        self.report = report
    }

    init(file: ResumableFile) {
        open = { nil }
        report = { _ in }
        output = file
    }

    func append(_ rows: [RejectedRow]) throws {
        guard !rows.isEmpty else { return }
        if output == nil { output = try open() }
        var lines: [UInt8] = []
        for row in rows {
            report(row)
            lines.append(contentsOf: "\(row.json())\n".utf8)
        }
        try lines.withUnsafeBytes { try output?.write($0) }
        try output?.flush()
    }

    /// Makes the rows durable.
    ///
    /// - Returns: The length of the file.
    func synchronize() throws -> Int { try (output as? any DurableOutput)?.synchronize() ?? 0 }

    /// Removes what was written, as far as possible.
    func discard() { (output as? ResumableFile)?.discard() }

    /// Puts the file in place, if there is one.
    package func finish() throws { try output?.finish() }
}
