/// The scores of the entities of one type, of all types together, or an average over the types.
///
/// A metric that would divide by zero is 0.
public struct EntityScores: Sendable, Equatable, Codable {
    /// The share of predicted entities that are correct, with exactly the same words and type.
    public var precision: Double
    /// The share of true entities that are predicted.
    public var recall: Double
    /// The harmonic mean of precision and recall; for an average over types, the mean of their F1.
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
