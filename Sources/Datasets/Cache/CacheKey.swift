import Foundation
import Hashing
import InputOutput

/// What entries of the cache are found by.
enum CacheKey {
    /// The SHA-256 of a text's UTF-8, in hexadecimal digits.
    static func sha256(_ text: String) -> String {
        var hash = IncrementalHash(.sha256)
        hash.update(text.utf8)
        return hash.digest.hexadecimal
    }

    /// The SHA-256 of all that is left of a source, in hexadecimal digits.
    static func sha256(_ source: any ByteSource) throws -> String {
        var hash = IncrementalHash(.sha256)
        try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            while case let count = try source.read(into: buffer), count > 0 {
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return hash.digest.hexadecimal
    }

    /// The SHA-256 of the ids and segments of rows, with their numbers, in hexadecimal digits.
    static func sha256(of rows: [EncodedRow]) -> String {
        var hash = IncrementalHash(.sha256)
        for row in rows {
            hash.update(LittleEndianBlob.data([Int32(row.ids.count), row.typeIDs == nil ? 0 : 1]))
            hash.update(LittleEndianBlob.data(row.ids))
            if let typeIDs = row.typeIDs { hash.update(LittleEndianBlob.data(typeIDs)) }
        }
        return hash.digest.hexadecimal
    }

    /// The version of the rules by which rows are read from files. Raise it with every change of what rows a file has:
    /// entries of earlier versions are then no longer found.
    static let readingVersion = 4

    /// The key of everything that decides how a file's rows come out.
    static func dataset(
        sha256: String, format: FileFormat, columns: ColumnSelection, requiresLabel: Bool, skipsBadRows: Bool = false,
        encodingFingerprint: String
    ) -> String {
        // Parts that most data sets do without come last and only where they matter, so that older entries still count.
        let isPlain = !columns.hasSeveralLabels && columns.labelColumns.isEmpty
        let severalLabels = isPlain ? [] : ["several labels: \(columns.hasSeveralLabels)"] + columns.labelColumns
        let writing = [
            columns.preferredText.map { "preferred text: \($0)" },
            columns.delimiter.map { "delimiter: \($0)" }, columns.encoding.map { "encoding: \($0.rawValue)" },
            columns.quoting == .automatic ? nil : "quoting: \(columns.quoting.rawValue)",
            skipsBadRows ? "without bad rows" : nil,
        ].compactMap(\.self)
        return key(
            [
                "dataset, reading \(readingVersion)", sha256, format.rawValue, columns.text, columns.pair,
                columns.label,
                String(columns.expectsHeader), String(requiresLabel), encodingFingerprint,
            ] + severalLabels + writing)
    }

    /// The key of feature vectors.
    static func features(_ fingerprint: String, width: Int) -> String {
        key(["features", fingerprint, String(width)])
    }

    /// The parts with their lengths, so that no two lists of parts run into the same key.
    private static func key(_ parts: [String?]) -> String {
        var hash = IncrementalHash(.sha256)
        for part in ["version \(CacheSchema.version)"] + parts {
            hash.update("\(part.map { String($0.utf8.count) } ?? "none"):\(part ?? "")".utf8)
        }
        return hash.digest.hexadecimal
    }
}
