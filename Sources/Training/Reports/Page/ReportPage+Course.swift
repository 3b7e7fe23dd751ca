import Evaluation
import TaskHeads

/// The course of training.
extension ReportPage {
    var course: [HTML] {
        [
            .paragraph("\(ReportNumber.count(report.steps, "update")) in \(epochCount). \(ending)"),
            .charts([lossChart, rateChart, normChart] + epochCharts),
        ] + epochTable
    }

    private var epochCount: String {
        report.epochs.isEmpty ? "less than an epoch" : ReportNumber.count(report.epochs.count, "epoch")
    }

    private var ending: String {
        switch report.ending {
        case .complete: "Training completed."
        case .early: "Training stopped early: the metric no longer improved."
        case .interrupted: "Training was interrupted."
        case .diverged: "A gradient was not finite, so training stopped."
        }
    }

    private var steps: [Double] { report.curve.map { Double($0.step) } }

    private func chart(_ title: String, _ axis: String, _ series: [LineChart.Series]) -> String {
        LineChart(
            title, xAxis: ChartAxis("update", isWhole: true), yAxis: ChartAxis(axis), series: series,
            width: Self.chartWidth,
            height: Self.chartHeight
        ).svg
    }

    private var lossChart: String {
        let losses = report.curve.map(\.loss)
        let smoothed = SmoothedCurve(losses)
        guard smoothed.width > 1 else { return chart("Training loss", "loss", [.init("loss", x: steps, y: losses)]) }
        return chart(
            "Training loss", "loss",
            [
                .init("each update", x: steps, y: losses, isFaint: true),
                .init("mean of \(smoothed.width) updates", x: steps, y: smoothed.values),
            ])
    }

    private var rateChart: String {
        chart("Learning rate", "learning rate", [.init("rate", x: steps, y: report.curve.map(\.learningRate))])
    }

    private var normChart: String {
        let limit = report.recipe.maximumGradientNorm
        let title = limit > 0 ? "Gradient norm, before clipping to \(ReportNumber.short(limit))" : "Gradient norm"
        return chart(title, "norm", [.init("norm", x: steps, y: report.curve.map(\.gradientNorm))])
    }

    /// Charts of the validation results by epoch, if there are several epochs.
    private var epochCharts: [String] {
        let judged = report.epochs.filter { $0.validation != nil }
        guard judged.count > 1 else { return [] }
        let epochs = judged.map { Double($0.epoch) }
        let names = judged[0].validation?.highlights.map(\.name) ?? []
        let series = names.enumerated().map { index, name in
            LineChart.Series(
                name, x: epochs,
                y: judged.map { record in
                    record.validation?.highlights.first { $0.name == name }?.value ?? .nan
                })
        }
        var charts = [epochChart("Metrics on the validation data", "metric", series)]
        // Regression trains on standardized numbers, so its two losses are not comparable.
        if report.task != .regression {
            charts.append(
                epochChart(
                    "Loss by epoch", "loss",
                    [
                        .init("training", x: epochs, y: judged.map(\.trainingLoss)),
                        .init("validation", x: epochs, y: judged.map { $0.validation?.loss ?? .nan }),
                    ]))
        }
        return charts
    }

    private func epochChart(_ title: String, _ axis: String, _ series: [LineChart.Series]) -> String {
        LineChart(
            title, xAxis: ChartAxis("epoch", isWhole: true), yAxis: ChartAxis(axis), series: series,
            guide: report.bestEpoch.map { ChartGuide("kept", at: Double($0)) }, width: Self.chartWidth,
            height: Self.chartHeight
        ).svg
    }

    private var epochTable: [HTML] {
        let names = report.epochs.lazy.compactMap(\.validation).first?.highlights.map(\.name) ?? []
        guard !names.isEmpty else {
            return missing("the metrics of each epoch, with the best one marked")
        }
        var table = HTMLTable(["epoch", "training loss", "validation loss"] + names)
        for record in report.epochs {
            let isBest = record.epoch == report.bestEpoch
            let measures = names.map { name in record.validation?.highlights.first { $0.name == name }?.value }
            let cells = [record.trainingLoss, record.validation?.loss] + measures
            table.add(
                [isBest ? "<span class=\"kept\">\(record.epoch) ★ kept</span>" : "\(record.epoch)"]
                    + cells.map { "\(ReportNumber.measure($0))" }, mark: isBest ? "best" : nil)
        }
        return [.heading("By epoch"), table.html, .note(lossNote)]
    }

    private var lossNote: HTML {
        report.task == .regression
            ? """
            The training loss is that of standardized numbers (mean 0, deviation 1), with dropout; the validation loss is the \
            mean squared error in the original unit.
            """
            : """
            The training loss is the mean over the epoch, with dropout and all loss options; the validation loss is the plain \
            cross-entropy at the end of the epoch, in nats.\(thresholdNote)
            """
    }
    private var thresholdNote: String {
        report.task == .multiLabel ? " For these metrics, labels with a probability of at least 0.5 are predicted." : ""
    }
}
