/// How well one class, or an average of classes, was told apart.
public struct ClassScores: Sendable, Equatable, Codable {
    /// The class's name, or the average's.
    public var label: String
    /// The share of the class's predictions that were true.
    public var precision: Double
    /// The share of the class's examples that were predicted.
    public var recall: Double
    /// The harmonic mean of precision and recall.
    public var f1: Double
    /// The number of the class's examples.
    public var support: Int

    public init(label: String, precision: Double, recall: Double, f1: Double, support: Int) {
        self.label = label
        self.precision = precision
        self.recall = recall
        self.f1 = f1
        self.support = support
    }
}

extension ConfusionMatrix {
    /// The plain mean over the classes.
    public var macroAverage: ClassScores { average("macro average") { _ in 1 } }

    /// The mean over the classes, weighted by their support.
    public var weightedAverage: ClassScores { average("weighted average") { Double($0.support) } }

    private func average(_ name: String, weight: (ClassScores) -> Double) -> ClassScores {
        let scores = labels.indices.map(scores)
        let whole = scores.reduce(0) { $0 + weight($1) }
        func mean(_ measure: (ClassScores) -> Double) -> Double {
            whole == 0 ? 0 : scores.reduce(0) { $0 + weight($1) * measure($1) } / whole
        }
        return ClassScores(
            label: name, precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), support: total)
    }
}
