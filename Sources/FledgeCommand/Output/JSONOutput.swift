import Foundation
import InputOutput

/// Machine-readable results: keys in snake case, sorted.
enum JSONOutput {
    /// One document.
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.forResults.encode(value), as: UTF8.self)
    }

    /// Writes a file with one value per line.
    ///
    /// - Parameter overwrite: Replaces an existing file.
    static func write(lines values: some Sequence<some Encodable>, to path: String, overwrite: Bool) throws {
        let encoder = JSONEncoder.forResults
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let file = try ResultStream(path: path, overwrite: overwrite)
        for value in values { try file.write(line: String(decoding: encoder.encode(value), as: UTF8.self)) }
        try file.finish()
    }
}
