import Datasets
import Foundation
import Hashing
import InputOutput

/// Reads windows of rows; not for concurrent use.
///
/// Window boundaries depend only on the rows, so that a resumed run has the same ones.
final class WindowReader: @unchecked Sendable {
    /// The maximum number of rows in a window, and its approximate number of bytes.
    struct Limits: Sendable {
        var rows: Int
        var bytes: Int

        /// Enough texts for full passes and for repetitions to occur, few enough for memory and progress.
        static let batch = Limits(rows: 4096, bytes: 1 << 18)
        static let single = Limits(rows: 1, bytes: 1)
    }

    private let reader: RowReader
    private let limits: Limits
    private let makeLayout: (InputShape) -> OutputLayout
    private let skipped: JournalCommit?
    private var (rowsRead, bytesRead) = (0, 0)
    private var hash: IncrementalHash?
    private var layout: OutputLayout?

    /// - Parameters:
    ///   - skipped: The last commit of an earlier run; its rows are read again, compared and skipped.
    ///   - hashes: Computes a digest for each window.
    ///   - layout: Returns the output's columns for the input's.
    init(
        _ reader: RowReader, limits: Limits, skipping skipped: JournalCommit? = nil, hashes: Bool,
        layout: @escaping @Sendable (InputShape) -> OutputLayout
    ) {
        self.reader = reader
        self.limits = limits
        self.skipped = skipped
        makeLayout = layout
        hash = hashes ? IncrementalHash(.sha256) : nil
    }

    /// Skips the rows that an earlier run labelled.
    ///
    /// - Parameter shouldStop: Called now and then; true stops.
    /// - Throws: `FledgeError` with category `data` if the rows have changed.
    func skip(shouldStop: () -> Bool) throws {
        guard let skipped, skipped.counts.rows > 0 else { return }
        while rowsRead < skipped.counts.rows, try nextResult() != nil {
            if rowsRead % 4096 == 0, shouldStop() { return }
        }
        guard rowsRead == skipped.counts.rows, digest == skipped.inputDigest else {
            throw FledgeError(
                .data, at: reader.lines.name, "the rows that were already labelled have changed",
                advice: "pass --overwrite to start over")
        }
    }

    /// The next window; `nil` after the last.
    func next() throws -> InputWindow? {
        var window = InputWindow(firstRow: rowsRead)
        let start = bytesRead
        while window.results.count < limits.rows, bytesRead - start < limits.bytes, let result = try nextResult() {
            window.results.append(result)
        }
        guard !window.results.isEmpty else { return nil }
        (window.bytesRead, window.digest, window.layout) = (bytesRead, digest, layout)
        return window
    }

    /// The output's columns after the last row; if no row was valid, those that are known without one.
    func finalLayout() throws -> OutputLayout {
        if let layout { return layout }
        let known = makeLayout(try InputShape(reader, first: nil))
        try known.checkNames()
        return known
    }

    private var digest: String { hash?.digest.hexadecimal ?? "" }

    private func nextResult() throws -> RowResult? {
        guard var result = try reader.nextResult() else { return nil }
        rowsRead += 1
        if case .row(let row) = result {
            if layout == nil {
                layout = makeLayout(try InputShape(reader, first: row))
                try layout?.checkNames()
            }
            if let refusal = try layout?.refusal(of: row) {
                result = .rejected(RejectedRow(line: row.line, source: row.source ?? row.text, error: refusal))
            }
        }
        count(result)
        return result
    }

    private func count(_ result: RowResult) {
        var source: String
        switch result {
        case .row(let row): source = row.source ?? row.text
        case .rejected(let row): source = row.source
        }
        source.withUTF8 {
            bytesRead += $0.count + 1
            hash?.update(UnsafeRawBufferPointer($0))
        }
        hash?.update(CollectionOfOne<UInt8>(0x0A))
    }
}
