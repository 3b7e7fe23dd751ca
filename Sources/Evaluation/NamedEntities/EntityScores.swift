/// How well the entities of one type were found, or those of all types together, or what the types' scores average to.
///
/// Where a measure would divide by zero it is 0.
public struct EntityScores: Sendable, Equatable, Codable {
    /// The share of the predicted entities that were true, with just these words and this type.
    public var precision: Double
    /// The share of the true entities that were predicted.
    public var recall: Double
    /// The harmonic mean of precision and recall; for an average of types that of their F1.
    public var f1: Double
    /// The number of true entities.
    public var support: Int
    /// The number of predicted entities.
    public var predicted: Int

    init(_ scores: ClassScores, predicted: Int) {
        precision = scores.precision
        recall = scores.recall
        f1 = scores.f1
        support = scores.support
        self.predicted = predicted
    }
}
