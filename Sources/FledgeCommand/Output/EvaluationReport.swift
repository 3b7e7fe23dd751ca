import Datasets
import Evaluation
import InputOutput
import Training

/// The quality of a model, as JSON and as tables: the task's report, with confidence intervals.
struct EvaluationReport: Encodable {
    private let report: TaskReport
    private let intervals: [MeasuredInterval]
    private let speed: ModelSpeed
    private let forgetting: ForgettingReport?
    /// The labels that the model does not know, with the number of their rows.
    private let unseenLabels: [String: Int]

    init(_ evaluation: any ModelEvaluation, price: PriceOption, forgetting: ForgettingReport?) {
        report = evaluation.judgement.report
        intervals = evaluation.answers.intervals()
        speed = price.speed(textsPerSecond: evaluation.textsPerSecond)
        self.forgetting = forgetting
        let unseen = (evaluation as? ClassifierEvaluation)?.unseenLabels ?? []
        unseenLabels = Dictionary(unseen.map { ($0.text, $0.count) }) { first, _ in first }
    }

    var rendered: String {
        var table = TextTable(header: ["", "value", MeasureFigures.intervalTitle(intervals)])
        for measure in intervals {
            table.add([
                MeasureName.title(measure.name), MeasureFigures.value(measure.interval.estimate),
                MeasureFigures.range(measure.interval),
            ])
        }
        return [report.rendered, table.rendered, speed.sentence, forgetting?.rendered].compactMap(\.self)
            .joined(separator: "\n\n")
    }

    private enum CodingKeys: String, CodingKey {
        case expectedCalibrationErrorBins
        case intervals, forgetting, unseenLabels, textsPerSecond, secondsPerThousandTexts, costPerThousandTexts
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        if case .classes(let report) = report, report.expectedCalibrationError != nil {
            try container.encode(ReliabilityDiagram.defaultBinCount, forKey: .expectedCalibrationErrorBins)
        }
        let named = Dictionary(intervals.map { ($0.name, $0.interval) }) { first, _ in first }
        try container.encode(named, forKey: .intervals)
        try container.encode(speed.textsPerSecond, forKey: .textsPerSecond)
        try container.encode(speed.secondsPerThousandTexts, forKey: .secondsPerThousandTexts)
        try container.encodeIfPresent(speed.costPerThousandTexts, forKey: .costPerThousandTexts)
        try container.encodeIfPresent(forgetting, forKey: .forgetting)
        if !unseenLabels.isEmpty { try container.encode(unseenLabels, forKey: .unseenLabels) }
    }
}
