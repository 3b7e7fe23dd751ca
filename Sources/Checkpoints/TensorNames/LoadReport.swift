/// What became of every tensor when a checkpoint met a model.
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
        /// The shape that the model has.
        public var expected: [Int]
        /// The shape that the checkpoint has.
        public var found: [Int]
        /// The file and the tensor's name there.
        public var place: String

        public init(name: String, expected: [Int], found: [Int], place: String) {
            self.name = name
            self.expected = expected
            self.found = found
            self.place = place
        }
    }

    /// Tensors of the model that the checkpoint has, in the model's order.
    public var loaded: [String] = []
    /// Tensors of the model that the checkpoint need not have and does not have, such as those of a new head.
    public var newlyInitialised: [String] = []
    /// Tensors of the checkpoint that are known to be of no use to the model, in the order of the file.
    public var knownUnused: [String] = []
    /// Tensors of the checkpoint that the model does not know, with the shapes they have: an error.
    public var unexpected: [NamedShape] = []
    /// Tensors of the model that the checkpoint lacks, with the shapes they should have: an error.
    public var missing: [NamedShape] = []
    /// Tensors of both whose shapes differ: an error.
    public var misShaped: [ShapeMismatch] = []
    /// The prefix of a wrapper that the checkpoint's names have in front and the names here lack, for instance
    /// `module.`; `nil` for none.
    public var wrapper: String?

    public init() {}

    /// Whether nothing is missing, unexpected or of another shape.
    public var isComplete: Bool { unexpected.isEmpty && missing.isEmpty && misShaped.isEmpty }
}
