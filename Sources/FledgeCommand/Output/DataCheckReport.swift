import Datasets
import Entities
import InputOutput

/// The findings about files of labelled texts, as JSON and as text.
struct DataCheckReport: Encodable {
    /// The check of a file, for JSON.
    private struct File: Encodable {
        let file: String
        let columns: DataDescription?
        let entityReading: EntityFileReading?
        let scheme: TagScheme?
        let rowCount: Int, repeatedTextCount: Int, contradictoryTextCount: Int
        let labels: [DataFileCheck.LabelCount]
        let characters: DataFileCheck.Lengths?
        let rejections: [DataFileCheck.Rejection]
        let findings: [CheckFinding]
        let error: String?
    }

    private enum CodingKeys: String, CodingKey { case files }

    private let files: [File]
    /// The checks as text.
    let rendered: String

    /// The number of labels that the text lists.
    private static let shownLabels = 40

    init(_ checks: [DataFileCheck]) {
        files = checks.map { check in
            File(
                file: check.file, columns: check.columns, entityReading: check.entityReading, scheme: check.scheme,
                rowCount: check.rowCount,
                repeatedTextCount: check.repeatedTextCount, contradictoryTextCount: check.contradictoryTextCount,
                labels: check.labels, characters: check.lengths, rejections: check.rejections,
                findings: check.findings, error: check.error?.description)
        }
        rendered = checks.map(Self.rendered).joined(separator: "\n\n")
    }

    private static func rendered(_ check: DataFileCheck) -> String {
        var facts: [(name: String, value: String)] = []
        if let reading = check.entityReading { facts.append(("read as", reading.title)) }
        if let scheme = check.scheme { facts.append(("scheme", scheme.title)) }
        facts.append(("rows", "\(check.rowCount)"))
        for rejection in check.rejections {
            let advice = rejection.advice.map { " (try: \($0))" } ?? ""
            facts.append(
                (
                    "rejected",
                    "\(rejection.count.counted("row")), first on line \(rejection.line): \(rejection.problem)\(advice)"
                ))
        }
        if !check.labels.isEmpty {
            let shown = check.labels.prefix(shownLabels).map { "\($0.label) (\($0.count))" }.joined(separator: ", ")
            let rest = check.labels.count > shownLabels ? " and \(check.labels.count - shownLabels) more" : ""
            facts.append(("labels", shown + rest))
        }
        if let lengths = check.lengths {
            facts.append(
                ("characters", "\(lengths.shortest) to \(lengths.longest) a text, median \(lengths.median)"))
        }
        for finding in check.findings {
            let place = finding.line.map { "line \($0): " } ?? ""
            let count = finding.count > 1 ? " (\(finding.count) times)" : ""
            facts.append((finding.isWarning ? "warning" : "note", "\(place)\(finding.sentence)\(count)"))
        }
        if let error = check.error { facts.append(("error", error.description)) }
        return "\(check.columns?.description ?? check.file)\n\(FactList.aligned(facts))"
    }
}
