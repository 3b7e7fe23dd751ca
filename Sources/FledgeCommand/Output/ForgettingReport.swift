import Evaluation
import Foundation
import InputOutput
import Training

/// The forgetting of an earlier task, compared with the model that a model was trained from.
struct ForgettingReport: Encodable {
    struct Measure: Encodable {
        let before: Double?, after: Double?
        /// The loss of quality: positive if the metric is worse, whether lower or higher values are better.
        let lost: Double?, lostLower: Double?, lostUpper: Double?
    }

    /// A class, a label or a type of entities, by its recall and F1.
    struct Class: Encodable {
        let label: String, support: Int
        let recallBefore: Double, recallAfter: Double, recallLost: Double
        let f1Before: Double, f1After: Double, f1Lost: Double
    }

    let before: String, model: String, data: String, rows: Int
    let measures: [String: Measure]
    let classes: [Class]
    let mcnemar: McNemarResult?
    /// The lines of the rows that the model before got right and the model gets wrong.
    let forgottenLines: [Int]
    /// The lines of the rows that the model before got wrong and the model gets right.
    let learnedLines: [Int]
    /// The first forgotten rows.
    let forgotten: [ModelComparison.Disagreement]

    private let names: [String]
    private static let mostRows = 10

    private enum CodingKeys: String, CodingKey {
        case before, model, data, rows, measures, classes, mcnemar, forgottenLines, learnedLines, forgotten
    }

    /// - Parameter comparison: The model before and the model, on data of the earlier task.
    init(_ comparison: ModelComparison) throws {
        let (first, second) = (comparison.contestants[0], comparison.contestants[1])
        before = first.model
        model = second.model
        data = comparison.data.path
        rows = first.evaluation.rowCount
        names = comparison.differences[0].intervals.map(\.name)
        var measures: [String: Measure] = [:]
        for (index, difference) in comparison.differences[0].intervals.enumerated() {
            let sign: Double = MeasureName.isLowerBetter(difference.name) ? 1 : -1
            let ends = [difference.interval.lower, difference.interval.upper].compactMap { $0.map { sign * $0 } }
            measures[difference.name] = Measure(
                before: first.intervals[index].interval.estimate, after: second.intervals[index].interval.estimate,
                lost: difference.interval.estimate.map { sign * $0 }, lostLower: ends.min(), lostUpper: ends.max())
        }
        self.measures = measures
        classes = Self.classes(first.evaluation.judgement.report, second.evaluation.judgement.report)
        mcnemar = comparison.differences[0].mcNemar.map {
            McNemarResult($0, MeasureFigures.name(first.model), MeasureFigures.name(second.model))
        }
        let (old, new) = (first.evaluation.answers, second.evaluation.answers)
        let forgottenRows = old.isRight.indices.filter { old.isRight[$0] && !new.isRight[$0] }
        forgottenLines = forgottenRows.map { old.lines[$0] }
        learnedLines = old.isRight.indices.filter { !old.isRight[$0] && new.isRight[$0] }.map { old.lines[$0] }
        forgotten = try comparison.disagreements(forgottenRows.prefix(Self.mostRows))
    }

    private static func classes(_ before: TaskReport, _ after: TaskReport) -> [Class] {
        typealias Scores = (label: String, support: Int, recall: Double, f1: Double)
        func scores(_ report: TaskReport) -> [Scores] {
            func scores(_ scores: ClassScores) -> Scores { (scores.label, scores.support, scores.recall, scores.f1) }
            switch report {
            case .classes(let report): return report.perClass.map(scores)
            case .labelSets(let report): return report.perLabel.map(scores)
            case .entities(let report):
                return report.strict.types.sorted { $0.key < $1.key }.map {
                    ($0.key, $0.value.support, $0.value.recall, $0.value.f1)
                }
            case .numbers: return []
            }
        }
        let new = Dictionary(scores(after).map { ($0.label, $0) }) { first, _ in first }
        return scores(before).compactMap { old in
            new[old.label].map { new in
                Class(
                    label: old.label, support: old.support, recallBefore: old.recall, recallAfter: new.recall,
                    recallLost: old.recall - new.recall, f1Before: old.f1, f1After: new.f1, f1Lost: old.f1 - new.f1)
            }
        }
    }

    // MARK: Text

    var rendered: String {
        var table = TextTable(header: ["", "before", "after", "points lost", "95 % interval"])
        func points(_ value: Double?) -> String { value.map { String(format: "%+.2f", 100 * $0) } ?? "–" }
        for name in names {
            guard let measure = measures[name] else { continue }
            table.add([
                MeasureName.title(name), MeasureFigures.value(measure.before), MeasureFigures.value(measure.after),
                points(measure.lost), "\(points(measure.lostLower)) to \(points(measure.lostUpper))",
            ])
        }
        for scores in classes {
            let label = TextTable.shortened(scores.label, to: 28)
            table.add([
                "recall of \(label)", MeasureFigures.value(scores.recallBefore),
                MeasureFigures.value(scores.recallAfter), points(scores.recallLost), "",
            ])
            table.add([
                "F1 of \(label)", MeasureFigures.value(scores.f1Before), MeasureFigures.value(scores.f1After),
                points(scores.f1Lost), "",
            ])
        }
        let heading = "forgotten on \(data) (\(rows.counted("row"))), compared with \(before)"
        return ([heading, table.rendered] + verdict).joined(separator: "\n")
    }

    private var verdict: [String] {
        guard let mcnemar else { return [] }
        var lines = [
            String(format: "McNemar: p = %.4g (%@)", mcnemar.pValue, mcnemar.isExact ? "exact" : "chi-square")
                + "; \(mcnemar.meaning)",
            "\(forgottenLines.count.counted("row")) forgotten, "
                + learnedLines.count.counted("row right that was wrong before", "rows right that were wrong before"),
        ]
        lines += forgotten.map { row in
            "  line \(row.line), \(row.truth), now \(row.answers[1].answer): "
                + TextTable.shortened(row.text.replacingOccurrences(of: "\n", with: " "), to: 80)
        }
        let rest = forgottenLines.count - forgotten.count
        if rest > 0 { lines.append("  and \(rest) more; --json lists the lines of all") }
        return lines
    }
}
