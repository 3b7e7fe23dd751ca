import InputOutput
import RunRecords

/// The record of a run, as text.
struct RunsDetails {
    private let record: RunRecord
    private let points: [RunRecord.Point]

    init(_ record: RunRecord, _ points: [RunRecord.Point]) {
        self.record = record
        self.points = points
    }

    var rendered: String {
        let sections = ["\(record.id): \(record.state.rawValue)\n\(facts)", metrics, curves, configuration]
        return sections.compactMap(\.self).joined(separator: "\n\n")
    }

    private var facts: String {
        let beginning = record.beginning
        let hardware = beginning.hardware
        let model = beginning.model.path + (beginning.model.sha256.map { ", SHA-256 \($0)" } ?? "")
        var lines = [("output", beginning.output), ("model", model)]
        lines += beginning.data.map { ($0.role, "\($0.path), \($0.rowCount.counted("row")), SHA-256 \($0.sha256)") }
        lines += [
            ("processor", "\(hardware.processor), \(hardware.instructionLevel), \(hardware.threads) threads"),
            ("precision", hardware.precision), ("version", beginning.version),
            ("started", Figure.moment(record.started)),
        ]
        if let ended = record.ended { lines.append(("ended", Figure.moment(ended))) }
        if let seconds = record.seconds { lines.append(("time", duration(seconds))) }
        if let ending = record.ending {
            lines.append(("speed", "\(Figure.number(ending.tokensPerSecond)) tokens/s"))
            lines.append(("peak memory", Figure.size(ending.peakMemory)))
            if let problem = ending.problem { lines.append(("problem", problem)) }
        }
        return FactList.aligned(lines)
    }

    private var metrics: String? {
        guard let metrics = record.ending?.metrics, !metrics.isEmpty else { return nil }
        return "metrics\n" + FactList.aligned(metrics.map { ($0.name, Figure.number($0.value)) })
    }

    private var curves: String? {
        if points.isEmpty { return nil }
        var names: [String] = []
        for point in points where !names.contains(point.name) { names.append(point.name) }
        let curves = Dictionary(grouping: points, by: \.name)
        return "curves\n" + FactList.aligned(names.map { ($0, curve((curves[$0] ?? []).map(\.value))) })
    }

    private func curve(_ values: [Double]) -> String {
        let ends = [values.first, values.last].compactMap(\.self).map(Figure.number)
        return "\(RunsSparkline(values).text())  \(ends.joined(separator: " → "))"
    }

    private var configuration: String {
        let lines = record.beginning.configuration.split(separator: "\n", omittingEmptySubsequences: false)
        let last = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        return "configuration\n" + last.map { "  \($0)" }.joined(separator: "\n")
    }
}
