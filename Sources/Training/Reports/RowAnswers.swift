public import Evaluation

/// What a model says of each row of a labelled file, beside what is true of it, for comparisons with other models and for
/// tables of mistakes. Of entities a row is a text.
public protocol RowAnswers: Sendable {
    /// The line of each row in its file.
    var lines: [Int] { get }
    /// Whether each row's answer is right as a whole: its class, all of its labels, or all of its entities; empty for
    /// numbers.
    var isRight: [Bool] { get }
    /// The task's main measures, the one that decides first, by the names of ``Judgement/measures``.
    var measures: [RowMeasure] { get }
    /// What is true of a row, in words.
    func truth(ofRow row: Int) -> String
    /// What the model answers to a row, in the same way.
    func answer(toRow row: Int) -> String
}

/// A measure that can be taken of any choice of rows.
public struct RowMeasure {
    public let name: String
    /// The measure of the rows with these indices, some of which are named more than once; `nil` where it is not defined.
    public let value: (_ rows: [Int]) -> Double?
}

/// A measure with the range in which it may well lie, since the rows are just a sample.
public struct MeasuredInterval: Sendable, Equatable {
    /// The measure's name, as in ``Judgement/measures``.
    public let name: String
    public let interval: BootstrapInterval
}

extension RowAnswers {
    /// The task's main measures with their intervals, by the bootstrap over rows.
    public func intervals(resamples: Int = 1000, level: Double = 0.95) -> [MeasuredInterval] {
        measures.map { measure in
            MeasuredInterval(
                name: measure.name,
                interval: BootstrapInterval(
                    exampleCount: lines.count, resamples: resamples, level: level, metric: measure.value))
        }
    }

    /// By how much the measures of these answers exceed those of other answers to the same rows.
    ///
    /// Both are resampled together, so that what makes a row hard for both of them does not count.
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
