/// A classifier's accuracy by confidence, in bins of equal width, which shows whether its confidence is calibrated (Guo
/// et al. 2017, "On Calibration of Modern Neural Networks").
public struct ReliabilityDiagram: Sendable, Equatable, Codable {
    /// The examples with a confidence above a bin's lower bound and at most its upper bound; a confidence of 0 belongs
    /// to the first bin.
    public struct Bin: Sendable, Equatable, Codable {
        public let lowerBound: Double
        public let upperBound: Double
        /// The number of examples.
        public let count: Int
        /// The mean confidence of the examples; `nil` for an empty bin.
        public let meanConfidence: Double?
        /// The share of examples predicted correctly; `nil` for an empty bin.
        public let accuracy: Double?

        private enum CodingKeys: String, CodingKey {
            case count, accuracy
            case lowerBound = "lower_bound"
            case upperBound = "upper_bound"
            case meanConfidence = "mean_confidence"
        }
    }

    /// The default number of bins.
    public static let defaultBinCount = 15

    /// The number of examples.
    public let count: Int
    /// The bins in ascending order of confidence.
    public let bins: [Bin]
    /// The mean difference between a bin's confidence and accuracy, weighted by the number of examples; `nil` without
    /// examples.
    public let expectedCalibrationError: Double?
    /// The largest difference between a bin's confidence and accuracy; `nil` without examples.
    public let maximumCalibrationError: Double?

    private enum CodingKeys: String, CodingKey {
        case count, bins
        case expectedCalibrationError = "expected_calibration_error"
        case maximumCalibrationError = "maximum_calibration_error"
    }

    /// Creates the diagram of a classifier's largest probabilities.
    ///
    /// - Parameter binCount: At least 1.
    public init(_ predictions: ClassPredictions, binCount: Int = defaultBinCount) {
        let classes = predictions.predictions
        self.init(
            confidences: classes.enumerated().map { row, prediction in
                predictions.probabilities(of: row)[row * predictions.labels.count + prediction]
            },
            areRight: zip(classes, predictions.truths).map { $0 == $1 }, binCount: binCount)
    }

    /// Creates the diagram of any predictions.
    ///
    /// - Parameters:
    ///   - confidences: The probability assigned to each prediction, from 0 to 1.
    ///   - areRight: For each prediction, true if it is correct.
    ///   - binCount: At least 1.
    public init(confidences: [Double], areRight: [Bool], binCount: Int = defaultBinCount) {
        precondition(confidences.count == areRight.count, "each confidence needs its outcome")
        precondition(binCount > 0, "there must be a bin")
        var tallies = Array(repeating: (count: 0, confidence: 0.0, right: 0), count: binCount)
        for (confidence, isRight) in zip(confidences, areRight) {
            precondition((0...1).contains(confidence), "a confidence lies between 0 and 1")
            let bin = Self.bin(of: confidence, among: binCount)
            tallies[bin].count += 1
            tallies[bin].confidence += confidence
            tallies[bin].right += isRight ? 1 : 0
        }
        count = confidences.count
        bins = tallies.enumerated().map { index, tally in
            let size = tally.count == 0 ? nil : Double(tally.count)
            return Bin(
                lowerBound: Double(index) / Double(binCount), upperBound: Double(index + 1) / Double(binCount),
                count: tally.count, meanConfidence: size.map { tally.confidence / $0 },
                accuracy: size.map { Double(tally.right) / $0 })
        }
        var (whole, largest) = (0.0, 0.0)
        for tally in tallies where tally.count > 0 {
            let distance = abs(tally.confidence - Double(tally.right))
            whole += distance
            largest = max(largest, distance / Double(tally.count))
        }
        expectedCalibrationError = confidences.isEmpty ? nil : whole / Double(confidences.count)
        maximumCalibrationError = confidences.isEmpty ? nil : largest
    }

    /// The bin whose bounds, as doubles, contain a confidence.
    private static func bin(of confidence: Double, among binCount: Int) -> Int {
        var bin = min(max(Int((confidence * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
        while bin > 0, confidence <= Double(bin) / Double(binCount) { bin -= 1 }
        while bin < binCount - 1, confidence > Double(bin + 1) / Double(binCount) { bin += 1 }
        return bin
    }
}
