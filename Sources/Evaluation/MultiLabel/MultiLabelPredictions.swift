import InputOutput

/// A classifier's predictions for examples that may each have any number of labels.
public struct MultiLabelPredictions: Sendable, Equatable {
    /// The labels' names by index.
    public let labels: [String]
    /// For each example and label, true if the label applies; shape `[examples, labels]`, row after row.
    public let truths: [Bool]
    /// The probability of each label for each example, shape `[examples, labels]`, row after row.
    public let probabilities: [Double]

    /// - Throws: `FledgeError` (data) if the counts do not match or a probability is out of range.
    public init(labels: [String], truths: [Bool], probabilities: [Double]) throws {
        guard !labels.isEmpty else { throw FledgeError(.data, "there are no labels to predict") }
        guard truths.count.isMultiple(of: labels.count) else {
            throw FledgeError(
                .data, "the true values do not fill whole rows", expected: "a multiple of \(labels.count) truths",
                found: "\(truths.count)")
        }
        try ScoreTable.check(labels: labels, rows: truths.count / labels.count, scores: probabilities)
        if let index = probabilities.firstIndex(where: { !(0...1).contains($0) }) {
            throw FledgeError(
                .data, at: "example \(index / labels.count + 1)",
                "the probability of \"\(labels[index % labels.count])\" is out of range", expected: "0 to 1",
                found: "\(probabilities[index])")
        }
        self.labels = labels
        self.truths = truths
        self.probabilities = probabilities
    }

    /// Creates predictions in single precision.
    @_disfavoredOverload
    public init(labels: [String], truths: [Bool], probabilities: [Float]) throws {
        try self.init(labels: labels, truths: truths, probabilities: probabilities.map { Double($0) })
    }

    /// The number of examples.
    public var count: Int { truths.count / labels.count }

    /// For each example and label, true if the label is predicted, that is, if its probability is at least the label's
    /// threshold; shape `[examples, labels]`.
    ///
    /// - Parameter thresholds: One threshold per label.
    public func predictions(thresholds: [Double]) -> [Bool] {
        precondition(thresholds.count == labels.count, "each label needs a threshold")
        return probabilities.indices.map { probabilities[$0] >= thresholds[$0 % labels.count] }
    }

    /// Returns the predictions for some of the examples, in the given order and with repetitions, as needed for
    /// resampling.
    public func selecting(_ examples: [Int]) -> MultiLabelPredictions {
        func rows<Value>(_ values: [Value]) -> [Value] {
            examples.flatMap { values[$0 * labels.count..<($0 + 1) * labels.count] }
        }
        return MultiLabelPredictions(
            labels: labels, selectedTruths: rows(truths), selectedProbabilities: rows(probabilities))
    }

    private init(labels: [String], selectedTruths: [Bool], selectedProbabilities: [Double]) {
        self.labels = labels
        truths = selectedTruths
        probabilities = selectedProbabilities
    }

    /// The probability of one label for each example, and whether it applies.
    func examples(of label: Int) -> [(score: Double, isTrue: Bool)] {
        stride(from: label, to: truths.count, by: labels.count).map { (probabilities[$0], truths[$0]) }
    }
}

/// Decoded predictions are validated.
extension MultiLabelPredictions: Codable {
    private enum CodingKeys: String, CodingKey {
        case labels, truths, probabilities
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            labels: container.decode([String].self, forKey: .labels),
            truths: container.decode([Bool].self, forKey: .truths),
            probabilities: container.decode([Double].self, forKey: .probabilities))
    }
}
