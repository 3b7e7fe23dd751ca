/// One module after the encoder in a sentence-transformers directory: its operation, and the names of its input and
/// output.
public struct SentenceStep: Sendable, Equatable {
    /// A module's operation.
    public enum Operation: Sendable, Equatable {
        /// Combines a text's token vectors into one vector; the results of several modes are concatenated in order.
        case pooling([PoolingMode], includesPrompt: Bool)
        /// A linear layer with an activation, read from a directory.
        case dense(directory: String)
        /// A layer normalization, read from a directory.
        case layerNorm(directory: String)
        /// Divides each vector by its length.
        case normalize
    }

    /// The name of the encoder's output, one vector per token.
    public static let tokenEmbeddings = "token_embeddings"
    /// The name of a text's embedding.
    public static let sentenceEmbedding = "sentence_embedding"

    public var operation: Operation
    /// The name of the vectors that the module reads.
    public var input: String
    /// The name under which later modules find the results.
    public var output: String

    public init(
        _ operation: Operation, input: String = SentenceStep.sentenceEmbedding,
        output: String = SentenceStep.sentenceEmbedding
    ) {
        self.operation = operation
        self.input = input
        self.output = output
    }

    /// Pooling of the encoder's output into a text's embedding.
    public static func pooling(_ modes: [PoolingMode], includesPrompt: Bool = true) -> SentenceStep {
        SentenceStep(.pooling(modes, includesPrompt: includesPrompt), input: tokenEmbeddings)
    }

    /// Division of a text's embedding by its length.
    public static var normalize: SentenceStep { SentenceStep(.normalize) }
}
