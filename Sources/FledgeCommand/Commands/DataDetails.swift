import DatasetCaching
import Datasets
import InputOutput

/// The details of a cache entry, as text.
struct DataDetails {
    let entry: CacheEntry
    let labels: [String]
    let rows: [DataReport.Row]

    var rendered: String {
        var facts = [("key", entry.key), ("kind", entry.kind.rawValue)]
        if let path = entry.path { facts.append(("file", path)) }
        if let format = entry.format { facts.append(("format", format)) }
        if let sha256 = entry.sha256 { facts.append(("SHA-256", sha256)) }
        if let encoding = entry.encoding { facts.append(("encoding", encoding)) }
        if !labels.isEmpty { facts.append(("labels", Spelling.list(labels))) }
        facts.append(("rows", String(entry.rowCount)))
        if let count = entry.tokenCount { facts.append(("tokens", String(count))) }
        if let count = entry.truncatedRowCount { facts.append(("rows truncated", String(count))) }
        if let width = entry.width { facts.append(("width", String(width))) }
        facts += [
            ("size", Figure.size(entry.byteCount)), ("created", Figure.moment(entry.created)),
            ("last use", Figure.moment(entry.lastUsed)),
        ]
        let sections = ["\(entry.shortKey)\n\(FactList.aligned(facts))", rows.map(Self.text).joined(separator: "\n")]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private static func text(_ row: DataReport.Row) -> String {
        let content = row.pieces ?? row.ids.map(String.init)
        let label = row.label.map { " (\($0))" } ?? ""
        let cut = row.truncatedTokenCount > 0 ? " and \(row.truncatedTokenCount) more" : ""
        return "\(row.line)\(label): \(content.joined(separator: " "))\(cut)"
    }
}
