import Foundation
import Synchronization

/// Tables whose rows are copied from a file when they are first read: a program that embeds a few texts uses memory for
/// their words only, not for the whole vocabulary.
package final class DeferredTables: @unchecked Sendable {
    /// A table in a file.
    private struct Table: @unchecked Sendable {
        /// The floats in the file, not necessarily aligned.
        let source: UnsafeRawBufferPointer
        let destination: UnsafeMutablePointer<Float>
        let columns: Int
        var isCopied: [Bool]

        mutating func copy(_ row: Int) {
            guard !isCopied[row] else { return }
            let size = columns * MemoryLayout<Float>.stride
            guard let start = source.baseAddress else { return }
            memcpy(destination + row * columns, start + row * size, size)
            isCopied[row] = true
        }
    }

    /// The tables that have not been copied completely.
    private let tables: Mutex<[ParameterLayout.Index: Table]>
    /// Keeps the files open.
    private let owners: [AnyObject]

    /// - Parameters:
    ///   - sources: The memory of each table, as little-endian floats, row after row.
    ///   - owners: Objects that must live as long as this memory is read.
    ///   - destination: The first float of the parameters.
    init(
        _ sources: [ParameterLayout.Index: UnsafeRawBufferPointer], owners: [AnyObject], layout: ParameterLayout,
        destination: UnsafeMutablePointer<Float>
    ) {
        self.owners = owners
        var tables: [ParameterLayout.Index: Table] = [:]
        for (index, source) in sources {
            let entry = layout[index]
            tables[index] = Table(
                source: source, destination: destination + entry.offset, columns: entry.shape[1],
                isCopied: [Bool](repeating: false, count: entry.shape[0]))
            // Large pages would also allocate the memory of neighboring rows.
            Self.advise(destination + entry.offset, entry.count, isFilled: false)
        }
        self.tables = Mutex(tables)
    }

    /// Copies these rows of a table if they have not been copied yet; safe on any number of threads.
    func copy(_ table: ParameterLayout.Index, rows: [Int32]) {
        tables.withLock { tables in
            guard tables[table] != nil else { return }
            for row in rows { tables[table]?.copy(Int(row)) }
        }
    }

    /// Copies all rows of a table.
    func copy(_ table: ParameterLayout.Index) {
        tables.withLock { tables in
            guard var whole = tables.removeValue(forKey: table) else { return }
            Self.advise(whole.destination, whole.isCopied.count * whole.columns, isFilled: true)
            for row in whole.isCopied.indices { whole.copy(row) }
        }
    }

    /// Copies all tables.
    func copyAll() {
        for table in tables.withLock({ Array($0.keys) }) { copy(table) }
    }

    /// Tells the system whether a whole memory range will be used.
    private static func advise(_ start: UnsafeMutablePointer<Float>, _ count: Int, isFilled: Bool) {
        #if os(Linux)
            let page = Int(sysconf(Int32(_SC_PAGESIZE)))
            let first = (Int(bitPattern: start) + page - 1) / page * page
            let end = Int(bitPattern: start + count) / page * page
            guard first < end else { return }
            madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, isFilled ? MADV_HUGEPAGE : MADV_NOHUGEPAGE)
        #endif
    }
}
