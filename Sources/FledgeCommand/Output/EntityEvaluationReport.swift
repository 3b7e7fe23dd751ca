import Evaluation
import Foundation
import InputOutput
import Training

/// How well a model names entities, for programs as JSON and for people as tables.
struct EntityEvaluationReport: Encodable {
    private let evaluation: EntityEvaluation
    private let speed: ModelSpeed

    init(_ evaluation: EntityEvaluation, price: PriceOption) {
        self.evaluation = evaluation
        speed = price.speed(textsPerSecond: evaluation.textsPerSecond)
    }

    var rendered: String {
        let interval = String(format: "%g %%", 100 * evaluation.interval.level)
        return [
            evaluation.report.rendered,
            "strict micro F1: \(interval) interval \(MeasureFigures.range(evaluation.interval)) (bootstrap over texts)",
            speed.sentence,
        ].joined(separator: "\n\n")
    }

    private enum CodingKeys: String, CodingKey {
        case intervals, textsPerSecond, secondsPerThousandTexts, costPerThousandTexts, windowCount
    }

    func encode(to encoder: any Encoder) throws {
        try evaluation.report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(["strict_micro_f1": evaluation.interval], forKey: .intervals)
        try container.encode(evaluation.windowCount, forKey: .windowCount)
        try container.encode(speed.textsPerSecond, forKey: .textsPerSecond)
        try container.encode(speed.secondsPerThousandTexts, forKey: .secondsPerThousandTexts)
        try container.encodeIfPresent(speed.costPerThousandTexts, forKey: .costPerThousandTexts)
    }
}
