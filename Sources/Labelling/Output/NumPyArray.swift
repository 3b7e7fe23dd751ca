import Foundation
import InputOutput

/// Rows of 32-bit floats in NumPy's format 1.0, collected in an unnamed file until their number is known.
package final class NumPyArray {
    let width: Int
    private let spool: UnsafeMutablePointer<FILE>
    private var rowCount = 0

    package init(width: Int) throws {
        self.width = width
        guard let spool = tmpfile() else {
            throw FledgeError.system(errno, at: NSTemporaryDirectory(), while: "creating a temporary file")
        }
        self.spool = spool
    }

    deinit { fclose(spool) }

    /// Adds a row.
    package func append(_ row: [Float]) throws {
        precondition(row.count == width, "each row needs \(width) components")
        guard fwrite(row, MemoryLayout<Float>.size, width, spool) == width else {
            throw FledgeError.system(errno, at: NSTemporaryDirectory(), while: "writing a temporary file")
        }
        rowCount += 1
    }

    /// Writes the header and all rows.
    package func write(to results: any ByteOutput) throws {
        try NumPyHeader.bytes(rows: rowCount, width: width).withUnsafeBytes { try results.write($0) }
        // Pending data are written now, or the error shows.
        guard fseek(spool, 0, SEEK_SET) == 0 else {
            throw FledgeError.system(errno, at: NSTemporaryDirectory(), while: "writing a temporary file")
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&chunk, 1, chunk.count, spool), count > 0 {
            try chunk.withUnsafeBytes { try results.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        guard ferror(spool) == 0 else {
            throw FledgeError.system(errno, at: NSTemporaryDirectory(), while: "reading a temporary file")
        }
    }
}
