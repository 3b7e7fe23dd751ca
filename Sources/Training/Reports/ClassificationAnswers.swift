import InputOutput
public import TaskHeads

/// A classifier's predictions for each row.
public struct ClassificationAnswers: RowAnswers {
    /// The names of the model's outputs, followed by the labels of the file that the model does not know.
    public let labels: [String]
    /// The number of the model's outputs.
    let knownCount: Int
    /// The true numbers of a regression as the file has them; empty for other tasks.
    let numbers: [Double]
    /// Tells whether classes are ordered, so that the distance between them counts.
    public let isOrdinal: Bool
    public let lines: [Int]
    /// The true target of each row.
    public let targets: TargetBatch
    /// The prediction for each row, of the same kind as ``targets``.
    public let answers: TargetBatch
    /// The logits of each row.
    public let logits: [[Float]]
    public let isRight: [Bool]

    init(logits: [[Float]], examples: ClassificationExamples, labels: TaskLabels, settings: ClassifierSettings) {
        self.labels = labels.names
        isOrdinal = labels.task == .ordinal
        lines = examples.places.map(\.line)
        targets = examples.targets
        numbers = examples.numbers
        self.logits = logits
        knownCount = logits.first?.count ?? labels.names.count
        switch examples.targets {
        case .classes(let classes):
            let answers = logits.map { $0.indexOfLargest ?? 0 }
            self.answers = .classes(answers)
            isRight = zip(answers, classes).map { $0 == $1 }
        case .labelSets(let sets):
            let thresholds = settings.thresholds ?? [Double](repeating: 0.5, count: knownCount)
            let unseen = [Float](repeating: 0, count: labels.names.count - knownCount)
            let answers = logits.map { logits in
                zip(BinaryCrossEntropy.probabilities(logits: logits), thresholds).map {
                    Double($0) >= $1 ? Float(1) : 0
                } + unseen
            }
            self.answers = .labelSets(answers)
            isRight = zip(answers, sets).map { answer, set in zip(answer, set).allSatisfy { ($0 > 0) == ($1 > 0) } }
        case .numbers:
            answers = .numbers(logits.map { Float(labels.scale.restored($0.first ?? 0)) })
            isRight = []
        }
    }

    /// The probability of each label for a row; empty for regression.
    public func probabilities(ofRow row: Int) -> [Float] {
        switch targets {
        case .classes: CrossEntropy.probabilities(logits: logits[row])
        case .labelSets: BinaryCrossEntropy.probabilities(logits: logits[row])
        case .numbers: []
        }
    }

    /// The true value as text: a class, labels separated by a bar, or a number.
    public func truth(ofRow row: Int) -> String { numbers.isEmpty ? text(of: targets, row) : "\(numbers[row])" }

    public func answer(toRow row: Int) -> String { text(of: answers, row) }

    private func text(of values: TargetBatch, _ row: Int) -> String {
        switch values {
        case .classes(let classes): labels[classes[row]]
        case .labelSets(let sets): labels.indices.filter { sets[row][$0] > 0 }.map { labels[$0] }.joined(separator: "|")
        case .numbers(let numbers): "\(numbers[row])"
        }
    }
}
