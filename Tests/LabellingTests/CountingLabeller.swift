import Datasets
import InputOutput
import Labelling
import Synchronization

/// Labels texts by their bytes, records them, and may fail or run other code meanwhile.
final class CountingLabeller: TextLabeller {
    let columns: [LabelColumn]
    let settings: [String: String]
    let isIndependentOfNeighbours: Bool
    private let seen = Mutex<[String]>([])
    private let onCall: @Sendable (_ textsBefore: Int) throws -> Void

    init(
        columns: [LabelColumn] = [LabelColumn("label", .text), LabelColumn("score", .number)],
        settings: [String: String] = ["model": "a"], isIndependentOfNeighbours: Bool = true,
        onCall: @escaping @Sendable (_ textsBefore: Int) throws -> Void = { _ in }
    ) {
        self.columns = columns
        self.settings = settings
        self.isIndependentOfNeighbours = isIndependentOfNeighbours
        self.onCall = onCall
    }

    var texts: [String] { seen.withLock { $0 } }

    func label(_ rows: [Row]) throws -> LabelledRows {
        try onCall(texts.count)
        seen.withLock { $0 += rows.map(\.text) }
        return LabelledRows(
            values: rows.map { row in columns.map { Self.value(of: $0, for: row.text) } },
            tokenCounts: rows.map { $0.text.utf8.count }, wereCut: rows.map { $0.text.utf8.count > 1000 })
    }

    static func label(of text: String) -> String { ["good", "bad"][text.utf8.reduce(0) { ($0 + Int($1)) % 2 }] }

    static func score(of text: String) -> Float { Float(text.utf8.reduce(7) { ($0 * 31 + Int($1)) % 997 }) / 997 }

    private static func value(of column: LabelColumn, for text: String) -> LabelValue {
        switch column.kind {
        case .text: text.hasPrefix("?") ? .absent : .text(label(of: text))
        case .lines: .lines([text])
        case .number: .number(score(of: text))
        case .labels: .labels(text.hasPrefix("?") ? [] : ["a", "b"])
        case .numbers(let names): .numbers(names.indices.map { Float($0) + 0.1 })
        case .vector(let count): .numbers((0..<count).map { Float($0) + score(of: text) })
        case .json: .json(#"[{"start":0,"name":"\u00e9"}]"#)
        }
    }
}

/// A failure of a labeller that is not the user's fault.
struct Sudden: Error {}
