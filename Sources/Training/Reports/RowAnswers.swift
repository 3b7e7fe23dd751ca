import InputOutput
public import TaskHeads

/// What a model says of each row of a labelled file, for comparisons with other models and for tables of mistakes.
public struct RowAnswers: Sendable {
    /// The line of each row in its file.
    public let lines: [Int]
    /// What is true of each row.
    public let targets: TargetBatch
    /// What the model gives for each row.
    public let logits: [[Float]]
    /// Whether each row's answer is right: its class, or all of its labels; of numbers, nothing.
    public let isRight: [Bool]

    init(logits: [[Float]], examples: ClassificationExamples, labels: TaskLabels, settings: ClassifierSettings) {
        lines = examples.places.map(\.line)
        targets = examples.targets
        self.logits = logits
        switch examples.targets {
        case .classes(let classes):
            isRight = zip(logits, classes).map { $0.indexOfLargest == $1 }
        case .labelSets(let sets):
            let thresholds = settings.thresholds ?? [Double](repeating: 0.5, count: labels.names.count)
            isRight = zip(logits, sets).map { logits, set in
                let scores = BinaryCrossEntropy.probabilities(logits: logits)
                return scores.indices.allSatisfy { (Double(scores[$0]) >= thresholds[$0]) == (set[$0] > 0) }
            }
        case .numbers: isRight = []
        }
    }
}
