package import Datasets
import InputOutput

/// Where rows go that cannot be labelled: a file of JSON lines with line, reason and source, or whoever listens.
package final class RejectedRows {
    private let open: () throws -> (any ByteOutput)?
    private let report: (RejectedRow) -> Void
    private var output: (any ByteOutput)?

    /// - Parameters:
    ///   - open: Opens the output with the first row; `nil` for none.
    ///   - report: Hears of each row.
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

    /// Removes what was written, as far as that can be done.
    func discard() { (output as? ResumableFile)?.discard() }

    /// Puts the file in place, where there is one.
    package func finish() throws { try output?.finish() }
}
