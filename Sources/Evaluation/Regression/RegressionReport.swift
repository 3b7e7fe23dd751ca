import InputOutput

/// The evaluation report of predicted numbers, for people (``rendered``) and for programs (JSON with snake-case keys).
///
/// Metrics that are not defined on the data are `nil`, and omitted from the JSON.
public struct RegressionReport: Sendable, Equatable, Codable {
    /// A prediction with a large error.
    public struct LargeError: Sendable, Equatable, Codable {
        /// The index of the example, from 0.
        public var index: Int
        public var truth: Double
        public var prediction: Double

        /// The prediction minus the true number.
        public var error: Double { prediction - truth }
    }

    /// The number of examples.
    public var count: Int
    /// The root mean squared error, in the unit of the true numbers; `nil` without examples.
    public var rootMeanSquaredError: Double?
    /// The mean absolute error, in the unit of the true numbers; `nil` without examples.
    public var meanAbsoluteError: Double?
    /// The coefficient of determination: the share of the true numbers' variance that the predictions explain, below 0
    /// if they are worse than the mean. `nil` if the true numbers do not vary.
    public var rSquared: Double?
    /// The linear correlation of true and predicted numbers; `nil` if either does not vary.
    public var pearson: Double?
    /// The correlation of their ranks, equal numbers sharing the mean of theirs; `nil` if either does not vary.
    public var spearman: Double?
    /// The predictions with the largest errors, the worst first.
    public var largestErrors: [LargeError]

    private enum CodingKeys: String, CodingKey {
        case count, pearson, spearman
        case rootMeanSquaredError = "root_mean_squared_error"
        case meanAbsoluteError = "mean_absolute_error"
        case rSquared = "r_squared"
        case largestErrors = "largest_errors"
    }

    /// - Parameters:
    ///   - truths: The true number of each example.
    ///   - predictions: The predicted number of each example.
    ///   - largestErrorCount: The number of largest errors to list; in ties, the first examples.
    /// - Throws: `FledgeError` (data) if the counts differ or a number is not finite.
    public init(truths: [Double], predictions: [Double], largestErrorCount: Int = 10) throws {
        guard truths.count == predictions.count else {
            throw FledgeError(
                .data, "predictions and true values differ in number", expected: "\(truths.count) predictions",
                found: "\(predictions.count)")
        }
        for (name, values) in [("truth", truths), ("prediction", predictions)] {
            if let index = values.firstIndex(where: { !$0.isFinite }) {
                throw FledgeError(
                    .data, at: "example \(index + 1)", "the \(name) is not a finite number", found: "\(values[index])")
            }
        }
        count = truths.count
        let errors = zip(predictions, truths).map { $0 - $1 }
        let size = errors.isEmpty ? nil : Double(errors.count)
        let squares = errors.reduce(0) { $0 + $1 * $1 }
        rootMeanSquaredError = size.map { (squares / $0).squareRoot() }
        meanAbsoluteError = size.map { size in errors.reduce(0) { $0 + abs($1) } / size }
        if let size, Correlation.isVaried(truths) {
            let mean = truths.reduce(0, +) / size
            rSquared = 1 - squares / truths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        pearson = Correlation.pearson(truths, predictions)
        spearman = Correlation.spearman(truths, predictions)
        let order = errors.indices.sorted { (abs(errors[$1]), $0) < (abs(errors[$0]), $1) }
        largestErrors = order.prefix(largestErrorCount).map {
            LargeError(index: $0, truth: truths[$0], prediction: predictions[$0])
        }
    }

    /// Creates the report from numbers in single precision.
    @_disfavoredOverload
    public init(truths: [Float], predictions: [Float], largestErrorCount: Int = 10) throws {
        try self.init(
            truths: truths.map { Double($0) }, predictions: predictions.map { Double($0) },
            largestErrorCount: largestErrorCount)
    }
}
