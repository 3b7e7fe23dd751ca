/// The modules after the encoder in a sentence-transformers directory: pooling, and optionally linear layers and
/// normalizations.
public struct SentencePooling: Sendable, Equatable {
    /// The modules, in their order.
    public var steps: [SentenceStep]
    /// The number of leading components kept of each embedding; `nil` for all.
    public var dimensions: Int?
    /// True if embeddings are divided by their length after truncation. sentence-transformers does this only on
    /// request.
    public var normalizesTruncated = false

    /// - Parameters:
    ///   - steps: The modules, in their order.
    ///   - dimensions: The number of components that are kept; `nil` for all.
    public init(steps: [SentenceStep], dimensions: Int? = nil) {
        self.steps = steps
        self.dimensions = dimensions
    }

    /// Pooling in one or several modes, optionally followed by normalization.
    public init(modes: [PoolingMode], normalizes: Bool, includesPrompt: Bool = true) {
        self.init(steps: [.pooling(modes, includesPrompt: includesPrompt)] + (normalizes ? [.normalize] : []))
    }

    /// Pooling in one mode, optionally followed by normalization.
    public init(mode: PoolingMode, normalizes: Bool, includesPrompt: Bool = true) {
        self.init(modes: [mode], normalizes: normalizes, includesPrompt: includesPrompt)
    }

    /// True if each embedding is divided by its length at the end.
    public var normalizes: Bool {
        get { steps.last == .normalize }
        set {
            if newValue, !normalizes { steps.append(.normalize) }
            if !newValue { while steps.last == .normalize { steps.removeLast() } }
        }
    }

    /// The pooling modes, in the order in which their results are concatenated.
    public var modes: [PoolingMode] {
        for case .pooling(let modes, _) in steps.map(\.operation) { return modes }
        return []
    }

    /// True if the tokens of a prompt are included in pooling.
    public var includesPrompt: Bool {
        steps.allSatisfy {
            if case .pooling(_, let includesPrompt) = $0.operation { includesPrompt } else { true }
        }
    }
}
