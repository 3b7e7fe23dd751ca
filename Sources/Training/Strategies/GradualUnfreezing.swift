/// Unfreezes layers one after the other, the top one first (Howard and Ruder, 2018): the deeper, more general layers
/// move only once the head above them makes sense.
public struct GradualUnfreezing: Sendable, Equatable, Codable {
    /// The unit of the interval.
    public enum Unit: String, Sendable, Codable {
        case epochs, steps
    }

    /// The interval after which one more layer is unfrozen.
    public var interval: Int
    public var unit: Unit

    public init(every interval: Int, _ unit: Unit = .epochs) {
        self.interval = interval
        self.unit = unit
    }

    /// The lowest trainable layer in an update; -1 for the embeddings, which come last. At first only the head is
    /// trained.
    func lowestLayer(epoch: Int, step: Int, layerCount: Int) -> Int {
        max(layerCount - (unit == .epochs ? epoch : step) / interval, -1)
    }
}
