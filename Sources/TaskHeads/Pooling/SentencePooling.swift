/// What follows the encoder in a sentence-transformers directory: pooling, and linear layers and normalizations if there are
/// any.
public struct SentencePooling: Sendable, Equatable {
    /// The modules, in their order.
    public var steps: [SentenceStep]
    /// The number of components that are kept of each embedding, the first ones; `nil` for all.
    public var dimensions: Int?
    /// Whether embeddings are divided by their length after components were cut off. sentence-transformers does not unless it
    /// is asked to.
    public var normalizesTruncated = false

    /// - Parameters:
    ///   - steps: The modules, in their order.
    ///   - dimensions: The number of components that are kept; `nil` for all.
    public init(steps: [SentenceStep], dimensions: Int? = nil) {
        self.steps = steps
        self.dimensions = dimensions
    }

    /// Pooling in one way or several, and a normalization if there is to be one.
    public init(modes: [PoolingMode], normalizes: Bool, includesPrompt: Bool = true) {
        self.init(steps: [.pooling(modes, includesPrompt: includesPrompt)] + (normalizes ? [.normalize] : []))
    }

    /// Pooling in one way, and a normalization if there is to be one.
    public init(mode: PoolingMode, normalizes: Bool, includesPrompt: Bool = true) {
        self.init(modes: [mode], normalizes: normalizes, includesPrompt: includesPrompt)
    }

    /// Whether each embedding is divided by its length at the end.
    public var normalizes: Bool {
        get { steps.last == .normalize }
        set {
            if newValue, !normalizes { steps.append(.normalize) }
            if !newValue { while steps.last == .normalize { steps.removeLast() } }
        }
    }

    /// The ways in which token vectors become one, in the order in which they are concatenated.
    public var modes: [PoolingMode] {
        for case .pooling(let modes, _) in steps.map(\.operation) { return modes }
        return []
    }

    /// Whether the tokens of a prompt take part in pooling.
    public var includesPrompt: Bool {
        steps.allSatisfy {
            if case .pooling(_, let includesPrompt) = $0.operation { includesPrompt } else { true }
        }
    }
}
