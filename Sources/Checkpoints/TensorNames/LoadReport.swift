/// The outcome for every tensor when a checkpoint is loaded into a model.
///
/// Names are canonical ones (``TensorNameTable``).
public struct LoadReport: Sendable, Equatable, Codable {
    /// A tensor and its shape.
    public struct NamedShape: Sendable, Equatable, Codable {
        public var name: String
        public var shape: [Int]

        public init(name: String, shape: [Int]) {
            self.name = name
            self.shape = shape
        }
    }

    /// A tensor whose shape is not the model's.
    public struct ShapeMismatch: Sendable, Equatable, Codable {
        public var name: String
        /// The shape in the model.
        public var expected: [Int]
        /// The shape in the checkpoint.
        public var found: [Int]
        /// The file and the tensor's name in it.
        public var place: String

        public init(name: String, expected: [Int], found: [Int], place: String) {
            self.name = name
            self.expected = expected
            self.found = found
            self.place = place
        }
    }

    /// Tensors of the model that are in the checkpoint, in the model's order.
    public var loaded: [String] = []
    /// Tensors of the model that are not in the checkpoint and need not be, such as those of a new head.
    public var newlyInitialised: [String] = []
    /// Tensors of the checkpoint that are known to be unused by the model, in file order.
    public var knownUnused: [String] = []
    /// Tensors of the checkpoint that are unknown to the model, with their shapes: an error.
    public var unexpected: [NamedShape] = []
    /// Tensors of the model that are missing from the checkpoint, with their expected shapes: an error.
    public var missing: [NamedShape] = []
    /// Tensors of both whose shapes differ: an error.
    public var misShaped: [ShapeMismatch] = []
    /// The prefix of a wrapper that the names in the checkpoint have and those here do not, for instance `module.`;
    /// `nil` for none.
    public var wrapper: String?

    public init() {}

    /// True if nothing is missing, unexpected or of another shape.
    public var isComplete: Bool { unexpected.isEmpty && missing.isEmpty && misShaped.isEmpty }
}
