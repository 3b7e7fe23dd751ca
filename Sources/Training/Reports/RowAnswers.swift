public import Evaluation

/// A model's answers for the rows of a labelled file, with the truth, for comparisons with other models and for
/// tables of mistakes. For entities, a row is a text.
public protocol RowAnswers: Sendable {
    /// The line of each row in its file.
    var lines: [Int] { get }
    /// Tells for each row whether the answer is right as a whole: its class, all of its labels, or all of its entities;
    /// empty for regression.
    var isRight: [Bool] { get }
    /// The task's main metrics, the deciding one first, with the names of ``Judgement/measures``.
    var measures: [RowMeasure] { get }
    /// The truth of a row as text.
    func truth(ofRow row: Int) -> String
    /// The model's answer for a row, in the same form.
    func answer(toRow row: Int) -> String
}

/// A metric that can be computed on any selection of rows.
public struct RowMeasure {
    public let name: String
    /// The metric on the rows with these indices, which may repeat; `nil` if it is not defined.
    public let value: (_ rows: [Int]) -> Double?
}

/// A metric with its confidence interval, since the rows are only a sample.
public struct MeasuredInterval: Sendable, Equatable {
    /// The metric's name, as in ``Judgement/measures``.
    public let name: String
    public let interval: BootstrapInterval
}

extension RowAnswers {
    /// The task's main metrics with their intervals, from a bootstrap over rows.
    public func intervals(resamples: Int = 1000, level: Double = 0.95) -> [MeasuredInterval] {
        measures.map { measure in
            MeasuredInterval(
                name: measure.name,
                interval: BootstrapInterval(
                    exampleCount: lines.count, resamples: resamples, level: level, metric: measure.value))
        }
    }

    /// The differences of these answers' metrics from those of other answers to the same rows.
    ///
    /// Both are resampled together, so that rows that are hard for both do not add to the variance.
    func differences(
        from other: any RowAnswers, resamples: Int = 1000, level: Double = 0.95
    ) -> [MeasuredInterval] {
        zip(other.measures, measures).map { before, after in
            MeasuredInterval(
                name: after.name,
                interval: BootstrapInterval(exampleCount: lines.count, resamples: resamples, level: level) { rows in
                    guard let first = before.value(rows), let second = after.value(rows) else { return nil }
                    return second - first
                })
        }
    }
}
