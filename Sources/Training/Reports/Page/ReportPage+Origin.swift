import Evaluation
import TaskHeads

/// The origin of the model: base model, task and data.
extension ReportPage {
    var origin: [HTML] {
        let share = Double(report.trainableParameterCount) / Double(max(report.parameterCount, 1))
        var facts: [(name: String, value: HTML)] = [
            ("base model", .code(report.baseModel)), ("written to", .code(report.output)),
            ("task", "\(report.task.rawValue)"),
            (
                "trained",
                """
                \(report.trained): \(ReportNumber.count(report.trainableParameterCount)) of \
                \(ReportNumber.count(report.parameterCount)) parameters (\(ReportNumber.percent(share)))
                """
            ),
        ]
        if let teacher = report.teacher { facts.insert(("teacher", .code(teacher)), at: 1) }
        return [.facts(facts), .heading("Data"), fileTable] + labels
    }

    private var fileTable: HTML {
        var table = HTMLTable(["use", "file", "rows", "truncated", "SHA-256"], wordColumns: 2)
        for file in report.files {
            table.add([
                "\(file.use)", .code(file.path), "\(ReportNumber.count(file.rows))",
                "\(ReportNumber.count(file.truncatedRows))",
                .folded(String(file.sha256.prefix(12)), .code(file.sha256)),
            ])
        }
        return table.html
    }

    /// The number of training rows per label.
    private var labels: [HTML] {
        guard report.task != .regression else { return [] }
        let (name, things) =
            report.task == .entities
            ? ("Types", "entities") : (report.task == .multiLabel ? "Labels" : "Classes", "rows")
        let title: HTML = .heading("\(name)")
        guard report.labels.count > Self.mostPictured else {
            let chart = BarChart(
                "Training \(things) of each \(report.task == .entities ? "type" : "label")", axis: ChartAxis(things),
                categories: report.labels, series: [.init(things, values: report.labelCounts.map(Double.init))],
                width: Self.chartWidth)
            return [title, .charts([chart.svg])]
        }
        var table = HTMLTable(["label", "training rows"])
        for (label, count) in zip(report.labels, report.labelCounts) {
            table.add(["\(label)", "\(ReportNumber.count(count))"])
        }
        let (least, most) = (report.labelCounts.min() ?? 0, report.labelCounts.max() ?? 0)
        return [
            title,
            .paragraph(
                """
                \(ReportNumber.count(report.labels.count)) labels; the rarest has \
                \(ReportNumber.count(least, "training row")), the most frequent \(ReportNumber.count(most)).
                """),
            .folded("Rows of each label", table.html),
        ]
    }
}
