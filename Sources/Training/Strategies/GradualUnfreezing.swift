/// Layers that begin to learn one after the other, the top one first (Howard and Ruder, 2018): what lies deeper, and is more
/// general, moves once the head above it makes sense.
public struct GradualUnfreezing: Sendable, Equatable, Codable {
    /// What the interval counts.
    public enum Unit: String, Sendable, Codable {
        case epochs, steps
    }

    /// How long it takes until one more layer learns.
    public var interval: Int
    public var unit: Unit

    public init(every interval: Int, _ unit: Unit = .epochs) {
        self.interval = interval
        self.unit = unit
    }

    /// The lowest layer that learns in an update; -1 for the embeddings, which come last. At first the head learns alone.
    func lowestLayer(epoch: Int, step: Int, layerCount: Int) -> Int {
        max(layerCount - (unit == .epochs ? epoch : step) / interval, -1)
    }
}
