import Evaluation
import Foundation
import Training

/// Metrics as text.
enum MeasureFigures {
    static func value(_ value: Double?, signed: Bool = false) -> String {
        value.map { String(format: signed ? "%+.4f" : "%.4f", $0) } ?? "–"
    }

    static func range(_ interval: BootstrapInterval, signed: Bool = false) -> String {
        guard interval.lower != nil else { return "–" }
        return "\(value(interval.lower, signed: signed)) to \(value(interval.upper, signed: signed))"
    }

    /// The title of intervals, such as "95 % interval".
    static func intervalTitle(_ intervals: [MeasuredInterval]) -> String {
        String(format: "%g %% interval", 100 * (intervals.first?.interval.level ?? 0.95))
    }

    static func seconds(_ seconds: Double) -> String { String(format: "%.3g", seconds) }

    static func cost(_ cost: Double) -> String { String(format: "%.3g", cost) }

    /// The last component of a model's directory.
    static func name(_ model: String) -> String { URL(fileURLWithPath: model).lastPathComponent }
}

extension ModelSpeed {
    /// The speed and cost as a sentence.
    var sentence: String {
        let cost = costPerThousandTexts.map { " and cost \(MeasureFigures.cost($0))" } ?? ""
        return "1,000 texts take the model \(MeasureFigures.seconds(secondsPerThousandTexts)) s\(cost)"
    }
}

extension McNemarTest {
    /// The meaning of the test's result for two models.
    func meaning(_ first: String, _ second: String) -> String {
        guard onlyFirstRight + onlySecondRight > 0 else { return "both are right on the same rows" }
        let share = String(format: "%.1f %%", 100 * pValue)
        guard pValue < 0.05 else {
            return "the difference may well be chance: two equally good models differ this much in \(share) of all "
                + "samples"
        }
        let better = onlySecondRight > onlyFirstRight ? second : first
        return "\(better) is better: two equally good models differ this much in "
            + "\(pValue < 0.001 ? "fewer than 0.1 %" : "only \(share)") of all samples"
    }
}

/// A test's result, as JSON.
struct McNemarResult: Encodable {
    let onlyFirstRight: Int, onlySecondRight: Int
    let isExact: Bool, statistic: Double, pValue: Double
    let meaning: String

    init(_ test: McNemarTest, _ first: String, _ second: String) {
        onlyFirstRight = test.onlyFirstRight
        onlySecondRight = test.onlySecondRight
        isExact = test.isExact
        statistic = test.statistic
        pValue = test.pValue
        meaning = test.meaning(first, second)
    }
}
