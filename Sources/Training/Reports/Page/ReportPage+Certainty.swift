import Evaluation
import TaskHeads

/// The calibration section: how well predicted probabilities match how often the model is right.
extension ReportPage {
    var certainty: [HTML] {
        guard report.task != .regression else {
            return [
                .paragraph(
                    """
                    A regression model does not report its confidence. The errors above show how far to trust its predictions.
                    """)
            ]
        }
        guard let before = report.reliability else {
            return missing(
                "how often predictions with a score of 0.9 are right, and the temperature that corrects the scores")
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
                "mean gap between confidence and accuracy, as trained; over \(before.bins.count) bins"
            )
        ]
        if let after {
            figures.append(
                (
                    "expected calibration error after", ReportNumber.measure(after.expectedCalibrationError),
                    "the same with the temperature, which is folded into the saved weights"
                ))
        }
        if let scaling = report.temperature {
            figures.append(
                (
                    "temperature", ReportNumber.short(scaling.temperature),
                    scaling.temperature > 1
                        ? "divides the logits: the model was overconfident"
                        : "divides the logits: the model was underconfident"
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
                "No temperature was fitted\(problem). Probabilities come from the logits unchanged.")
        }
        return .note(
            """
            The temperature was fitted on the same \(ReportNumber.count(scaling.count, "validation text")), where it \
            reduces the cross-entropy from \(ReportNumber.measure(scaling.crossEntropyBefore)) to \
            \(ReportNumber.measure(scaling.crossEntropyAfter)) nats. It changes scores, never predictions.
            """)
    }

    private func labelCertainty(_ diagram: ReliabilityDiagram) -> [HTML] {
        [
            .figures([
                (
                    "expected calibration error", ReportNumber.measure(diagram.expectedCalibrationError),
                    "mean gap between the probability of a label and how often it applies"
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
            "With \(ReportNumber.count(diagram.count, "example")) in \(diagram.bins.count) bars, much of the gap is noise."
        )
    }
}
