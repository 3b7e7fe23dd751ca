extension ClassPredictions {
    /// Returns the predictions for some of the examples, in the given order and with repetitions, as needed for
    /// resampling.
    public func selecting(_ examples: [Int]) -> ClassPredictions {
        func rows(_ values: [Double]) -> [Double] {
            examples.flatMap { values[$0 * labels.count..<($0 + 1) * labels.count] }
        }
        return ClassPredictions(
            labels: labels, truths: examples.map { truths[$0] }, logits: logits.map(rows),
            probabilities: rows(probabilities))
    }

    /// Returns the predictions with other logits of the same shape, which must be finite.
    func replacing(logits: [Double]) -> ClassPredictions {
        ClassPredictions(
            labels: labels, truths: truths, logits: logits,
            probabilities: Softmax.probabilities(logits, width: labels.count))
    }

    private init(labels: [String], truths: [Int], logits: [Double]?, probabilities: [Double]) {
        self.labels = labels
        self.truths = truths
        self.logits = logits
        self.probabilities = probabilities
    }
}

/// JSON with `labels`, `truths`, and either `logits` or `probabilities`; decoded predictions are validated.
extension ClassPredictions: Codable {
    private enum CodingKeys: String, CodingKey {
        case labels, truths, logits, probabilities
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let labels = try container.decode([String].self, forKey: .labels)
        let truths = try container.decode([Int].self, forKey: .truths)
        if let logits = try container.decodeIfPresent([Double].self, forKey: .logits) {
            try self.init(labels: labels, truths: truths, logits: logits)
        } else {
            let probabilities = try container.decode([Double].self, forKey: .probabilities)
            try self.init(labels: labels, truths: truths, probabilities: probabilities)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(labels, forKey: .labels)
        try container.encode(truths, forKey: .truths)
        if let logits {
            try container.encode(logits, forKey: .logits)
        } else {
            try container.encode(probabilities, forKey: .probabilities)
        }
    }
}
