import Evaluation
import TaskHeads

/// The calibration section: how well predicted probabilities match how often the model is right.
extension ReportPage {
    var certainty: [HTML] {
        guard report.task != .regression else {
            return [
                .paragraph(
                    """
                    A model that gives a number says nothing of how sure it is of it. The errors above tell how far its answers \
                    are to be trusted.
                    """)
            ]
        }
        guard let before = report.reliability else {
            return missing(
                "how often the model is right when it says that it is 90 % sure, and the temperature that corrects it")
        }
        switch report.task {
        case .multiLabel: return labelCertainty(before)
        case .entities: return entityCertainty(before)
        default: return classCertainty(before)
        }
    }

    private func classCertainty(_ before: ReliabilityDiagram) -> [HTML] {
        let after = report.temperedReliability
        var figures = [
            (
                after == nil ? "expected calibration error" : "expected calibration error before",
                ReportNumber.measure(before.expectedCalibrationError),
                "between how sure the model is and how often it is right, as it was trained; over \(before.bins.count) bins"
            )
        ]
        if let after {
            figures.append(
                (
                    "expected calibration error after", ReportNumber.measure(after.expectedCalibrationError),
                    "the same with the temperature, which is part of the written model's weights"
                ))
        }
        if let scaling = report.temperature {
            figures.append(
                (
                    "temperature", ReportNumber.short(scaling.temperature),
                    scaling.temperature > 1
                        ? "logits are divided by it, since the model was too sure of itself"
                        : "logits are divided by it, since the model was not sure enough of itself"
                ))
        }
        let charts = [
            ReliabilityChart(after == nil ? "As trained" : "Before the temperature", before).svg,
            after.map { ReliabilityChart("With the temperature", $0).svg },
        ]
        return [.figures(figures), .charts(charts.compactMap(\.self)), temperatureNote, sizeNote(before)]
    }

    private var temperatureNote: HTML {
        guard let scaling = report.temperature else {
            let problem = report.temperatureProblem.map { ": \($0)" } ?? ""
            return .paragraph(
                "The model has no temperature\(problem). Its probabilities are those of the logits as they are.")
        }
        return .note(
            """
            The temperature was fitted on the same \(ReportNumber.count(scaling.count, "validation text")), where it \
            takes the cross-entropy from \(ReportNumber.measure(scaling.crossEntropyBefore)) to \
            \(ReportNumber.measure(scaling.crossEntropyAfter)) nats. It changes no answer, only how sure the model says it is.
            """)
    }

    private func labelCertainty(_ diagram: ReliabilityDiagram) -> [HTML] {
        [
            .figures([
                (
                    "expected calibration error", ReportNumber.measure(diagram.expectedCalibrationError),
                    "between the probability of a label and how often it applies"
                )
            ]),
            .charts([
                ReliabilityChart(
                    "All pairs of a text and a label", diagram, confidenceName: "probability", accuracyName: "applies"
                ).svg
            ]),
            .note("Each label has its own threshold instead of a temperature."),
            sizeNote(diagram),
        ]
    }

    /// A caution if a diagram has so few examples that its bars are mostly noise.
    func sizeNote(_ diagram: ReliabilityDiagram) -> HTML {
        guard diagram.count < 300 else { return .empty }
        return .note(
            "With \(ReportNumber.count(diagram.count, "example")) in \(diagram.bins.count) bars, much of the gaps is chance."
        )
    }
}
