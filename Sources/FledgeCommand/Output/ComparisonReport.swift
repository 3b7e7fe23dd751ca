import Evaluation
import Foundation
import InputOutput
import TensorKernels
import Training

/// The results of comparing models, as JSON and as tables.
struct ComparisonReport: Encodable {
    struct Model: Encodable {
        let model: String, precision: String
        let measures: [String: Double]
        let intervals: [String: BootstrapInterval]
        let textsPerSecond: Double, secondsPerThousandTexts: Double, costPerThousandTexts: Double?
    }

    struct Difference: Encodable {
        let model: String, against: String
        /// The differences of the metrics from those of the other model.
        let measures: [String: BootstrapInterval]
        let errorReduction: Double?
        let mcnemar: McNemarResult?
    }

    let data: String, rows: Int
    let models: [Model]
    let differences: [Difference]
    let disagreementCount: Int
    /// The first disagreements.
    let disagreements: [ModelComparison.Disagreement]

    private let names: [String]
    private let comparison: ModelComparison
    private static let mostDisagreements = 10

    private enum CodingKeys: String, CodingKey {
        case data, rows, models, differences, disagreementCount, disagreements
    }

    init(_ comparison: ModelComparison, price: PriceOption) throws {
        self.comparison = comparison
        names = Self.distinct(comparison.contestants.map(\.model))
        data = comparison.data.path
        rows = comparison.contestants[0].evaluation.rowCount
        models = comparison.contestants.map { contestant in
            let speed = price.speed(textsPerSecond: contestant.evaluation.textsPerSecond)
            return Model(
                model: contestant.model, precision: contestant.evaluation.precision.precision.rawValue,
                measures: contestant.evaluation.judgement.measures.filter(\.value.isFinite),
                intervals: Self.named(contestant.intervals), textsPerSecond: speed.textsPerSecond,
                secondsPerThousandTexts: speed.secondsPerThousandTexts,
                costPerThousandTexts: speed.costPerThousandTexts)
        }
        let names = names
        differences = comparison.differences.enumerated().map { index, difference in
            Difference(
                model: difference.model, against: comparison.contestants[0].model,
                measures: Self.named(difference.intervals), errorReduction: difference.errorReduction,
                mcnemar: difference.mcNemar.map { McNemarResult($0, names[0], names[index + 1]) })
        }
        let disagreeing = comparison.disagreeingRows
        disagreementCount = disagreeing.count
        disagreements = try comparison.disagreements(disagreeing.prefix(Self.mostDisagreements))
    }

    private static func named(_ intervals: [MeasuredInterval]) -> [String: BootstrapInterval] {
        Dictionary(intervals.map { ($0.name, $0.interval) }) { first, _ in first }
    }

    /// The directories' last components if these differ, otherwise whole paths.
    private static func distinct(_ models: [String]) -> [String] {
        let names = models.map(MeasureFigures.name)
        return Set(names).count == models.count ? names : models
    }

    // MARK: Text

    var rendered: String {
        ([measureTable] + comparison.differences.indices.map(verdict) + [disagreementList])
            .joined(separator: "\n\n")
    }

    private var measureTable: String {
        var table = TextTable(
            header: [rows.counted("row")] + names.map { TextTable.shortened($0, to: 28) }, leftColumns: names.count + 1)
        let contestants = comparison.contestants
        let main = contestants[0].intervals
        for index in main.indices {
            table.add(
                [MeasureName.title(main[index].name)]
                    + contestants.map { MeasureFigures.value($0.intervals[index].interval.estimate) })
            table.add(
                ["  \(MeasureFigures.intervalTitle(main))"]
                    + contestants.map { MeasureFigures.range($0.intervals[index].interval) })
        }
        let known = Set(main.map(\.name) + ["count"])
        for name in models[0].measures.keys.sorted() where !known.contains(name) {
            table.add([MeasureName.title(name)] + models.map { MeasureFigures.value($0.measures[name]) })
        }
        table.add(["texts/s"] + models.map { String(format: "%.0f", $0.textsPerSecond) })
        table.add(["seconds per 1,000 texts"] + models.map { MeasureFigures.seconds($0.secondsPerThousandTexts) })
        if models[0].costPerThousandTexts != nil {
            table.add(
                ["cost per 1,000 texts"]
                    + models.map { $0.costPerThousandTexts.map(MeasureFigures.cost) ?? "–" })
        }
        return table.rendered
    }

    private func verdict(_ index: Int) -> String {
        let difference = comparison.differences[index]
        var lines = ["\(names[index + 1]) against \(names[0])"]
        lines += difference.intervals.map { measure in
            "  \(MeasureName.title(measure.name)) \(MeasureFigures.value(measure.interval.estimate, signed: true))"
                + " (\(MeasureFigures.intervalTitle([measure])) \(MeasureFigures.range(measure.interval, signed: true)))"
        }
        if let reduction = difference.errorReduction {
            lines.append(
                "  error reduction "
                    + String(format: "%.1f %% (%@ errors)", 100 * reduction, reduction < 0 ? "more" : "fewer"))
        }
        if let test = difference.mcNemar {
            lines.append(
                "  McNemar: only the first right \(test.onlyFirstRight), only the second right \(test.onlySecondRight), "
                    + String(format: "p = %.4g (%@)", test.pValue, test.isExact ? "exact" : "chi-square"))
            lines.append("  \(test.meaning(names[0], names[index + 1]))")
        }
        return lines.joined(separator: "\n")
    }

    private var disagreementList: String {
        let isAboutNumbers = comparison.contestants[0].evaluation.answers.isRight.isEmpty
        let what = isAboutNumbers ? "rows with different answers" : "rows that one gets right and another wrong"
        guard !disagreements.isEmpty else { return "\(what): none" }
        let shown = disagreementCount > disagreements.count ? ", of which the first" : ""
        return (["\(what): \(disagreementCount)\(shown)"] + disagreements.map(described)).joined(separator: "\n")
    }

    private func described(_ disagreement: ModelComparison.Disagreement) -> String {
        let answers = zip(names, disagreement.answers).map { name, answer in
            "\(name): \(answer.answer)\(answer.isRight == true ? " ✓" : "")"
        }
        return "  line \(disagreement.line), \(disagreement.truth); \(answers.joined(separator: ", "))\n    "
            + TextTable.shortened(disagreement.text.replacingOccurrences(of: "\n", with: " "), to: 100)
    }
}
