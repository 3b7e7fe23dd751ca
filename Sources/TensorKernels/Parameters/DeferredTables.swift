import Foundation
import Synchronization

/// Tables whose rows are copied out of a file when somebody first reads them: a program that embeds a few texts takes memory
/// for their words and not for the vocabulary.
package final class DeferredTables: @unchecked Sendable {
    /// A table that lies in a file.
    private struct Table: @unchecked Sendable {
        /// The floats as the file has them, not necessarily aligned.
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

    /// The tables that are not complete.
    private let tables: Mutex<[ParameterLayout.Index: Table]>
    /// Keeps the files open.
    private let owners: [AnyObject]

    /// - Parameters:
    ///   - sources: Where each table lies, as little-endian floats, row after row.
    ///   - owners: What must live as long as their memory is read.
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
            // Large pages would take the memory of neighbouring rows too.
            Self.advise(destination + entry.offset, entry.count, isFilled: false)
        }
        self.tables = Mutex(tables)
    }

    /// Makes sure that these rows of a table are there; on any number of threads.
    func copy(_ table: ParameterLayout.Index, rows: [Int32]) {
        tables.withLock { tables in
            guard tables[table] != nil else { return }
            for row in rows { tables[table]?.copy(Int(row)) }
        }
    }

    /// The same for all its rows.
    func copy(_ table: ParameterLayout.Index) {
        tables.withLock { tables in
            guard var whole = tables.removeValue(forKey: table) else { return }
            Self.advise(whole.destination, whole.isCopied.count * whole.columns, isFilled: true)
            for row in whole.isCopied.indices { whole.copy(row) }
        }
    }

    /// The same for all tables.
    func copyAll() {
        for table in tables.withLock({ Array($0.keys) }) { copy(table) }
    }

    /// Tells the system whether all of some memory will be used.
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
