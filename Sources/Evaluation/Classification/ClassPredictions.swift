import InputOutput

/// A classifier's predictions for examples with known classes, the input of ``ClassificationReport``,
/// ``ReliabilityDiagram`` and ``TemperatureScaling``.
public struct ClassPredictions: Sendable, Equatable {
    /// The classes' names by index.
    public let labels: [String]
    /// The true class of each example.
    public let truths: [Int]
    /// The logits, shape `[examples, classes]`, row after row; `nil` if only probabilities were given.
    public let logits: [Double]?
    /// The probabilities, shape `[examples, classes]`, row after row.
    public let probabilities: [Double]

    /// Creates predictions from logits; their probabilities are the softmax of each row.
    ///
    /// - Throws: `FledgeError` (data) if the counts do not match, a true class does not exist, or a logit is not
    ///   finite.
    public init(labels: [String], truths: [Int], logits: [Double]) throws {
        try Self.check(labels: labels, truths: truths, scores: logits)
        self.labels = labels
        self.truths = truths
        self.logits = logits
        probabilities = Softmax.probabilities(logits, width: labels.count)
    }

    /// Creates predictions from probabilities.
    ///
    /// - Throws: `FledgeError` (data) if the counts do not match, a true class does not exist, a probability is out of
    ///   range, or the probabilities of an example do not add up to 1 (within 1e-4, for single precision).
    public init(labels: [String], truths: [Int], probabilities: [Double]) throws {
        try Self.check(labels: labels, truths: truths, scores: probabilities)
        for row in truths.indices {
            let values = probabilities[row * labels.count..<(row + 1) * labels.count]
            if let value = values.first(where: { !(0...1).contains($0) }) {
                throw FledgeError(
                    .data, at: "example \(row + 1)", "a probability is out of range", expected: "0 to 1",
                    found: "\(value)")
            }
            let sum = values.reduce(0, +)
            guard abs(sum - 1) <= 1e-4 else {
                throw FledgeError(
                    .data, at: "example \(row + 1)", "the probabilities do not add up", expected: "1", found: "\(sum)")
            }
        }
        self.labels = labels
        self.truths = truths
        logits = nil
        self.probabilities = probabilities
    }

    /// Creates predictions from logits in single precision.
    @_disfavoredOverload
    public init(labels: [String], truths: [Int], logits: [Float]) throws {
        try self.init(labels: labels, truths: truths, logits: logits.map { Double($0) })
    }

    /// Creates predictions from probabilities in single precision.
    @_disfavoredOverload
    public init(labels: [String], truths: [Int], probabilities: [Float]) throws {
        try self.init(labels: labels, truths: truths, probabilities: probabilities.map { Double($0) })
    }

    private static func check(labels: [String], truths: [Int], scores: [Double]) throws {
        try ScoreTable.check(labels: labels, rows: truths.count, scores: scores)
        if let row = truths.firstIndex(where: { !labels.indices.contains($0) }) {
            throw FledgeError(
                .data, at: "example \(row + 1)", "the true label is not the number of a class",
                expected: labels.isEmpty ? "no example, since there is no class" : "0 to \(labels.count - 1)",
                found: "\(truths[row])")
        }
    }

    /// The number of examples.
    public var count: Int { truths.count }

    /// The probabilities of one example, by class.
    public func probabilities(of example: Int) -> ArraySlice<Double> {
        probabilities[example * labels.count..<(example + 1) * labels.count]
    }

    /// The predicted class of each example: the one with the largest score; in a tie, the first.
    public var predictions: [Int] {
        let scores = logits ?? probabilities
        return truths.indices.map { row in
            let values = scores[row * labels.count..<(row + 1) * labels.count]
            return (values.indexOfLargest ?? values.startIndex) - values.startIndex
        }
    }

    /// The counts of true and predicted classes.
    public var confusionMatrix: ConfusionMatrix {
        var matrix = ConfusionMatrix(labels: labels)
        for (truth, prediction) in zip(truths, predictions) { matrix.add(truth: truth, prediction: prediction) }
        return matrix
    }
}
