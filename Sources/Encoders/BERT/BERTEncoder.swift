public import TensorKernels

/// The encoder of BERT (Devlin et al., 2018): embeddings and a stack of transformer layers.
public struct BERTEncoder: Sendable {
    public let configuration: BERTConfiguration
    let embeddings: EmbeddingBlock
    let layers: [TransformerLayer]

    /// What the backward pass reads: of the layers from ``firstLayer`` on, and of the embeddings where it reaches them.
    public struct Saved {
        let embeddings: EmbeddingBlock.Saved?
        let layers: [TransformerLayer.Saved]
        let firstLayer: Int

        /// Whether nothing of the encoder is trained, so that no gradient needs to reach it.
        public var isFrozen: Bool { layers.isEmpty && embeddings == nil }
    }

    /// Adds the encoder's parameters to the layout, embeddings first, then layer by layer.
    public init(_ configuration: BERTConfiguration, in layout: inout ParameterLayout) {
        self.configuration = configuration
        let size = configuration.hiddenSize
        embeddings = EmbeddingBlock(
            vocabularySize: configuration.vocabularySize, positionCount: configuration.positionCount,
            typeCount: configuration.typeCount, hiddenSize: size, epsilon: configuration.layerNormEpsilon,
            hiddenDropout: configuration.hiddenDropout, site: 1, in: &layout)
        var layers: [TransformerLayer] = []
        for number in 0..<configuration.layerCount {
            let name = "encoder.layer.\(number)"
            let site = UInt64(8 * (number + 1))
            let attention = SelfAttentionBlock(
                projectionNames: ["query", "key", "value"].map { "\(name).attention.self.\($0)" },
                outputName: "\(name).attention.output", hiddenSize: size, headCount: configuration.headCount,
                epsilon: configuration.layerNormEpsilon, attentionDropout: configuration.attentionDropout,
                hiddenDropout: configuration.hiddenDropout, site: site, in: &layout)
            let feedForward = FeedForwardBlock(
                intermediateName: "\(name).intermediate.dense", outputName: "\(name).output", hiddenSize: size,
                intermediateSize: configuration.intermediateSize, epsilon: configuration.layerNormEpsilon,
                hiddenDropout: configuration.hiddenDropout, site: site + 2, in: &layout)
            layers.append(TransformerLayer(attention: attention, feedForward: feedForward))
        }
        self.layers = layers
    }

    /// The number of the layer that a parameter belongs to; -1 for the embeddings, `nil` for what is not the encoder's.
    public static func layer(ofParameter name: String) -> Int? {
        if name.hasPrefix("embeddings.") { return -1 }
        guard name.hasPrefix("encoder.layer.") else { return nil }
        return Int(name.dropFirst("encoder.layer.".count).prefix { $0 != "." })
    }

    /// The hidden states after the last layer, `[tokens, hidden]`, in the context's arena.
    ///
    /// - Parameter observe: Called with each hidden state in turn: 0 is the embeddings' output, `n` that of layer `n`.
    public func forward(
        _ batch: TokenBatch, _ context: PassContext, observe: ((_ index: Int, _ hidden: Matrix) -> Void)? = nil
    ) -> Matrix {
        let arena = context.arena
        var hidden = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        var next = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        let mark = arena.mark()
        _ = embeddings.forward(batch, into: hidden, context)
        observe?(0, hidden)
        for (number, layer) in layers.enumerated() {
            arena.release(to: mark)
            _ = layer.forward(hidden, offsets: batch.offsets, into: next, context)
            swap(&hidden, &next)
            observe?(number + 1, hidden)
        }
        arena.release(to: mark)
        return hidden
    }

    /// As ``forward(_:_:observe:)``, keeping what the backward pass needs.
    public func forwardForTraining(_ batch: TokenBatch, _ context: PassContext) -> (hidden: Matrix, saved: Saved) {
        let arena = context.arena
        let firstLayer = lowestTrainableLayer(context)
        var hidden = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
        let embeddingsSaved = embeddings.forward(batch, into: hidden, context)
        var saved: [TransformerLayer.Saved] = []
        for (number, layer) in layers.enumerated() {
            let output = arena.matrix(rows: batch.tokenCount, columns: configuration.hiddenSize)
            let mark = arena.mark()
            let layerSaved = layer.forward(hidden, offsets: batch.offsets, into: output, context)
            if number >= firstLayer { saved.append(layerSaved) } else { arena.release(to: mark) }
            hidden = output
        }
        return (
            hidden, Saved(embeddings: firstLayer < 0 ? embeddingsSaved : nil, layers: saved, firstLayer: firstLayer)
        )
    }

    /// Adds all trainable gradients, given the one by the last hidden states, which is used up.
    ///
    /// The pass ends below the lowest trainable layer.
    public func backward(_ gradient: Matrix, batch: TokenBatch, saved: Saved, _ context: PassContext) {
        for (index, layerSaved) in saved.layers.enumerated().reversed() {
            let number = index + max(saved.firstLayer, 0)
            layers[number].backward(
                gradient, offsets: batch.offsets, saved: layerSaved,
                stopping: index == 0 && saved.embeddings == nil, context)
        }
        if let embeddingsSaved = saved.embeddings {
            embeddings.backward(gradient, batch: batch, saved: embeddingsSaved, context)
        }
    }

    /// -1 where the embeddings are trained, the number of all layers where nothing of the encoder is.
    private func lowestTrainableLayer(_ context: PassContext) -> Int {
        guard let gradients = context.gradients else { return layers.count }
        var lowest = layers.count
        for index in gradients.layout.indices where gradients.isTrainable(index) {
            guard let layer = BERTEncoder.layer(ofParameter: gradients.layout[index].name) else { continue }
            lowest = min(lowest, layer)
        }
        return lowest
    }
}
