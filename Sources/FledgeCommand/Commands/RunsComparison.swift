import InputOutput
import RunRecords

/// The differences between runs, as text.
struct RunsComparison {
    private let records: [RunRecord]
    private let settings: [[(name: String, value: String)]]

    init(_ records: [RunRecord]) throws {
        self.records = records
        settings = try records.map {
            try ConfigurationFile.settings(in: $0.beginning.configuration, path: "the configuration of \($0.id)")
        }
    }

    var rendered: String {
        let differing = (facts + settingRows).filter { Set($0.cells).count > 1 }
        let parts = [
            differing.isEmpty ? "the runs have the same settings, data and hardware" : table("", differing),
            metricRows.isEmpty ? nil : table("metric", metricRows) + "\n* the best",
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private typealias TableRow = (name: String, cells: [String])

    private func table(_ heading: String, _ rows: [TableRow]) -> String {
        var table = TextTable(header: [heading] + records.map(\.id), leftColumns: records.count + 1)
        for row in rows { table.add([row.name] + row.cells.map { TextTable.shortened($0, to: 40) }) }
        return table.rendered
    }

    // MARK: Differences

    private var facts: [TableRow] {
        func row(_ name: String, _ value: (RunRecord) -> String) -> TableRow { (name, records.map(value)) }
        let roles = distinct(records.flatMap { $0.beginning.data.map(\.role) })
        return [
            row("state", \.state.rawValue), row("version", \.beginning.version),
            row("model's content", { $0.beginning.model.sha256.map { String($0.prefix(12)) } ?? "" }),
            row("processor", \.beginning.hardware.processor),
            row("instructions", \.beginning.hardware.instructionLevel),
            row("threads", { String($0.beginning.hardware.threads) }),
            row("precision", \.beginning.hardware.precision),
        ]
            + roles.map { role in
                row(
                    "\(role) data",
                    { record in
                        record.beginning.data.filter { $0.role == role }
                            .map { "\($0.rowCount.counted("row")), \($0.sha256.prefix(12))" }.joined(separator: "; ")
                    })
            }
    }

    private var settingRows: [TableRow] {
        distinct(settings.joined().map(\.name)).map { name in
            (name, settings.map { $0.first { $0.name == name }?.value ?? "–" })
        }
    }

    // MARK: Metrics

    private var metricRows: [TableRow] {
        let metrics = records.map { record in
            guard let ending = record.ending else { return [RunRecord.Metric]() }
            return ending.metrics + [.init("seconds", ending.seconds), .init("tokens/s", ending.tokensPerSecond)]
        }
        return distinct(metrics.joined().map(\.name)).map { name in
            let values = metrics.map { $0.first { $0.name == name }?.value }
            let finite = values.compactMap(\.self).filter(\.isFinite)
            let best = MeasureName.isLowerBetter(name) ? finite.min() : finite.max()
            // If all have the same value, none is the best.
            let isContest = Set(finite).count > 1
            return (
                name,
                values.map { value in
                    guard let value else { return "–" }
                    return Figure.number(value) + (isContest && value == best ? " *" : "")
                }
            )
        }
    }

    private func distinct(_ names: some Sequence<String>) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
