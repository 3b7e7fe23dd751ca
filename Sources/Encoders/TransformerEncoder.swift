public import TensorKernels

/// An encoder of any family: embeddings and a stack of transformer layers, which may share an attention bias.
public struct TransformerEncoder: Sendable {
    public let configuration: EncoderConfiguration
    public let embeddings: EmbeddingBlock
    let attentionBias: AttentionBiasBlock?
    let layers: [TransformerLayer]

    /// The tokens to compute last hidden states for. The last layer computes little else.
    public enum Tokens: Sendable {
        case all
        /// The first token of each sequence.
        case first
        /// The tokens with these indices within the batch, each once.
        case these([Int])
    }

    /// Values that the backward pass reads: of the layers from ``firstLayer`` on, and of the embeddings if it reaches
    /// them.
    public struct Saved {
        let embeddings: EmbeddingBlock.Saved?
        let attentionBias: AttentionBias?
        let layers: [Layer]
        let firstLayer: Int
        let tokens: Tokens

        enum Layer {
            case all(TransformerLayer.Saved)
            /// The layer's input; everything else is recomputed.
            case input(Matrix)
        }

        /// True if no part of the encoder is trained, so no gradient needs to reach it.
        public var isFrozen: Bool { layers.isEmpty && embeddings == nil }
    }

    /// Adds the encoder's parameters to the layout, embeddings first, then layer by layer.
    public init(_ configuration: EncoderConfiguration, in layout: inout ParameterLayout) {
        self.configuration = configuration
        embeddings = EmbeddingBlock(configuration, site: 1, in: &layout)
        attentionBias = configuration.relativePositionBias.map {
            AttentionBiasBlock($0, headCount: configuration.headCount, in: &layout)
        }
        layers = (0..<configuration.layerCount).map {
            TransformerLayer(number: $0, configuration, site: UInt64(8 * ($0 + 1)), in: &layout)
        }
    }

    /// The weights that reduced precision packs: those of the layers' linear parts. The matrix multiplications of
    /// embeddings and heads stay in single precision.
    public var shapes: [PackedWeights.Shape] { layers.flatMap { $0.attention.shapes + $0.feedForward.shapes } }

    /// Returns the hidden states after the last layer, `[requested tokens, hidden]`, in the context's arena.
    ///
    /// - Parameter observe: Called with each hidden state in turn: 0 is the embeddings' output, `n` the output of layer
    ///   `n`.
    public func forward(
        _ batch: TokenBatch, _ context: PassContext, tokens: Tokens = .all,
        observe: ((_ index: Int, _ hidden: Matrix) -> Void)? = nil
    ) -> Matrix {
        let arena = context.arena
        var hidden = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        var next = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        let bias = attentionBias?.forward(batch, context)
        let mark = arena.mark()
        _ = embeddings.forward(batch, into: hidden, context)
        observe?(0, hidden)
        for (number, layer) in layers.enumerated() {
            arena.release(to: mark)
            let rows = wantedRows(tokens, of: batch, inLayer: number)
            if let rows { next = next.rows(0..<rows.count) }
            _ = layer.forward(hidden, offsets: batch.offsets, bias: bias, rows: rows, into: next, context)
            swap(&hidden, &next)
            observe?(number + 1, hidden)
        }
        arena.release(to: mark)
        return hidden
    }

    /// The tokens whose output is requested from a layer; `nil` for all.
    private func wantedRows(_ tokens: Tokens, of batch: TokenBatch, inLayer number: Int) -> [Int]? {
        guard number == layers.count - 1 else { return nil }
        switch tokens {
        case .all: return nil
        case .first: return Array(batch.offsets.dropLast())
        case .these(let rows): return rows
        }
    }

    /// Runs ``forward(_:_:tokens:observe:)`` and keeps the values that the backward pass needs.
    public func forwardForTraining(
        _ batch: TokenBatch, _ context: PassContext, tokens: Tokens = .all
    ) -> (hidden: Matrix, saved: Saved) {
        let arena = context.arena
        let firstLayer = lowestTrainableLayer(context)
        var hidden = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        let bias = attentionBias?.forward(batch, context)
        let embeddingsSaved = embeddings.forward(batch, into: hidden, context)
        var saved: [Saved.Layer] = []
        for (number, layer) in layers.enumerated() {
            let rows = wantedRows(tokens, of: batch, inLayer: number)
            let output = arena.matrix(rows: rows?.count ?? batch.tokenCount, columns: configuration.hiddenSize)
            let mark = arena.mark()
            let layerSaved = layer.forward(
                hidden, offsets: batch.offsets, bias: bias, rows: rows, into: output, context)
            if number < firstLayer || context.recomputesLayers { arena.release(to: mark) }
            if number >= firstLayer { saved.append(context.recomputesLayers ? .input(hidden) : .all(layerSaved)) }
            hidden = output
        }
        return (
            hidden,
            Saved(
                embeddings: firstLayer < 0 ? embeddingsSaved : nil, attentionBias: bias, layers: saved,
                firstLayer: firstLayer, tokens: tokens)
        )
    }

    /// Adds all trainable gradients, given the gradient with respect to the last hidden states, which is overwritten.
    ///
    /// The pass ends below the lowest trainable layer.
    public func backward(_ gradient: Matrix, batch: TokenBatch, saved: Saved, _ context: PassContext) {
        var gradient = gradient
        for (index, layerSaved) in saved.layers.enumerated().reversed() {
            let number = index + max(saved.firstLayer, 0)
            let rows = wantedRows(saved.tokens, of: batch, inLayer: number)
            let inputGradient =
                rows == nil
                ? gradient : context.arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
            let mark = context.arena.mark()
            let all: TransformerLayer.Saved
            switch layerSaved {
            case .all(let kept): all = kept
            case .input(let input):
                all = layers[number].forward(
                    input, offsets: batch.offsets, bias: saved.attentionBias, rows: rows,
                    into: context.arena.matrix(rows: gradient.rows, columns: gradient.columns), context)
            }
            layers[number].backward(
                gradient, offsets: batch.offsets, bias: saved.attentionBias, saved: all, into: inputGradient,
                stopping: index == 0 && saved.embeddings == nil, context)
            context.arena.release(to: mark)
            gradient = inputGradient
        }
        if let embeddingsSaved = saved.embeddings {
            embeddings.backward(gradient, batch: batch, saved: embeddingsSaved, context)
        }
    }

    /// The number of the lowest trainable layer: -1 if the embeddings are trained, the layer count if nothing of the
    /// encoder is.
    private func lowestTrainableLayer(_ context: PassContext) -> Int {
        guard let gradients = context.gradients else { return layers.count }
        var lowest = layers.count
        for index in gradients.layout.indices where gradients.isTrainable(index) {
            guard let layer = configuration.layer(ofParameter: gradients.layout[index].name) else { continue }
            lowest = min(lowest, layer)
        }
        return lowest
    }
}
