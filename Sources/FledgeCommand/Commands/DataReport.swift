import DatasetCaching
import Datasets
import Foundation
import InputOutput

/// A cache entry, as JSON.
struct DataReport: Encodable {
    let key: String, kind: String, file: String?, format: String?, sha256: String?, encoding: String?
    let rowCount: Int, tokenCount: Int?, truncatedRowCount: Int?, width: Int?, bytes: Int
    let created: String, lastUsed: String
    let labels: [String]?
    let rows: [Row]?

    /// A row of a dataset.
    struct Row: Encodable {
        let line: Int
        let label: String?
        let ids: [Int32]
        let typeIDs: [Int32]?
        let truncatedTokenCount: Int
        let pieces: [String]?

        enum CodingKeys: String, CodingKey {
            case line, label, ids, pieces
            case typeIDs = "type_ids"
            case truncatedTokenCount = "truncated_token_count"
        }

        /// - Parameter pieces: The vocabulary's pieces by id; empty to leave them out.
        init(_ row: EncodedRow, labels: [String], pieces: [String] = []) {
            line = row.line
            label = row.label.map { labels[$0] }
            ids = row.ids
            typeIDs = row.typeIDs
            truncatedTokenCount = row.truncatedTokenCount
            self.pieces =
                pieces.isEmpty ? nil : row.ids.map { pieces.indices.contains(Int($0)) ? pieces[Int($0)] : "#\($0)" }
        }

        /// The row as a line of JSON.
        var json: String {
            func list(_ ids: [Int32]) -> String { "[\(ids.map(String.init).joined(separator: ","))]" }
            var members = ["\"ids\":\(list(ids))"]
            if let typeIDs { members.append("\"type_ids\":\(list(typeIDs))") }
            if let label { members.append("\"label\":\(JSONValue.quoted(label))") }
            members.append("\"line\":\(line)")
            if truncatedTokenCount > 0 { members.append("\"truncated_token_count\":\(truncatedTokenCount)") }
            return "{\(members.joined(separator: ","))}"
        }
    }

    init(_ entry: CacheEntry, labels: [String]? = nil, rows: [Row]? = nil) {
        key = entry.key
        kind = entry.kind.rawValue
        file = entry.path
        format = entry.format
        sha256 = entry.sha256
        encoding = entry.encoding
        rowCount = entry.rowCount
        tokenCount = entry.tokenCount
        truncatedRowCount = entry.truncatedRowCount
        width = entry.width
        bytes = entry.byteCount
        created = entry.created.formatted(.iso8601)
        lastUsed = entry.lastUsed.formatted(.iso8601)
        self.labels = labels
        self.rows = rows
    }
}

/// A damaged part of the cache, as JSON.
struct DataDamageReport: Encodable {
    let key: String?, problem: String
}

extension CacheEntry {
    var shortKey: String { String(key.prefix(Self.abbreviationLength)) }
}
