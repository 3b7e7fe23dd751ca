import Datasets
import Foundation
import Hashing
import InputOutput

/// The keys that identify entries of the cache.
enum CacheKey {
    /// The SHA-256 of a text's UTF-8, in hexadecimal.
    static func sha256(_ text: String) -> String {
        var hash = IncrementalHash(.sha256)
        hash.update(text.utf8)
        return hash.digest.hexadecimal
    }

    /// The SHA-256 of the rest of a source, in hexadecimal.
    static func sha256(_ source: any ByteSource) throws -> String {
        var hash = IncrementalHash(.sha256)
        try withUnsafeTemporaryAllocation(byteCount: 1 << 18, alignment: 16) { buffer in
            while case let count = try source.read(into: buffer), count > 0 {
                hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
        return hash.digest.hexadecimal
    }

    /// The SHA-256 of the ids and segments of rows and their lengths, in hexadecimal.
    static func sha256(of rows: [EncodedRow]) -> String {
        var hash = IncrementalHash(.sha256)
        for row in rows {
            hash.update(LittleEndianBlob.data([Int32(row.ids.count), row.typeIDs == nil ? 0 : 1]))
            hash.update(LittleEndianBlob.data(row.ids))
            if let typeIDs = row.typeIDs { hash.update(LittleEndianBlob.data(typeIDs)) }
        }
        return hash.digest.hexadecimal
    }

    /// The version of the rules for reading rows from files. Increase it with every change to the rows of a file:
    /// entries of earlier versions are then no longer found.
    static let readingVersion = 5

    /// The key of everything that determines a file's encoded rows.
    static func dataset(
        sha256: String, format: FileFormat, columns: ColumnSelection, requiresLabel: Bool, skipsBadRows: Bool = false,
        encodingFingerprint: String
    ) -> String {
        // Parts that most datasets do not have come last and only if they matter, so that older entries are still
        // found.
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

    /// The hash of the parts with their lengths, so that no two lists of parts have the same key.
    private static func key(_ parts: [String?]) -> String {
        var hash = IncrementalHash(.sha256)
        for part in ["version \(CacheSchema.version)"] + parts {
            hash.update("\(part.map { String($0.utf8.count) } ?? "none"):\(part ?? "")".utf8)
        }
        return hash.digest.hexadecimal
    }
}
