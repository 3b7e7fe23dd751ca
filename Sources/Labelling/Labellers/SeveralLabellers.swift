package import Datasets
import InputOutput

/// Several labellers in one pass; the columns of each begin with its name.
package struct SeveralLabellers: TextLabeller {
    package let columns: [LabelColumn]
    package let settings: [String: String]
    private let labellers: [any TextLabeller]

    /// - Throws: `FledgeError` with category `usage` if two have the same name.
    package init(_ named: [(name: String, labeller: any TextLabeller)]) throws {
        let names = named.map { $0.name.lowercased() }
        if let (name, _) = named.enumerated().first(where: { names[..<$0.offset].contains(names[$0.offset]) })?.element
        {
            throw FledgeError(
                .usage, "two models have the same name, which is the prefix of their columns", found: name,
                advice: "name one of them yourself: --model NAME=\(name)")
        }
        labellers = named.map(\.labeller)
        columns = named.flatMap { name, labeller in
            labeller.columns.map { LabelColumn("\(name)_\($0.name)", $0.kind) }
        }
        var settings: [String: String] = [:]
        for (name, labeller) in named {
            for (setting, value) in labeller.settings { settings["\(setting) of \(name)"] = value }
        }
        self.settings = settings
    }

    package var isIndependentOfNeighbours: Bool { labellers.allSatisfy(\.isIndependentOfNeighbours) }

    package func label(_ rows: [Row]) throws -> LabelledRows {
        var all = LabelledRows(
            values: rows.map { _ in [] }, tokenCounts: rows.map { _ in 0 }, wereCut: rows.map { _ in false })
        for labeller in labellers {
            let labelled = try labeller.label(rows)
            for row in rows.indices {
                all.values[row] += labelled.values[row]
                all.tokenCounts[row] += labelled.tokenCounts[row]
                all.wereCut[row] = all.wereCut[row] || labelled.wereCut[row]
            }
        }
        return all
    }
}
