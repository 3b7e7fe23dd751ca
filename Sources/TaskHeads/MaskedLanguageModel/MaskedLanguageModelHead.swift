public import Encoders
public import TensorKernels

/// What BERT was pretrained with: from a token's hidden state to a score for each piece of the vocabulary.
///
/// A dense layer with the encoder's activation, a normalisation, and the product with the word embeddings, whose weights
/// it shares, plus a bias of its own (Devlin et al., 2018).
public struct MaskedLanguageModelHead: Sendable {
    let dense: DenseParameters
    let activation: Activation
    let norm: LayerNormParameters
    let decoder: DenseParameters

    /// What the backward pass reads.
    public struct Saved {
        let hidden: Matrix
        let beforeActivation: Matrix
        let activated: Matrix
        let statistics: LayerNorm.Statistics
        let normalized: Matrix
    }

    /// Adds the head's own parameters to the layout, in which those of the encoder are already.
    public init(on encoder: TransformerEncoder, in layout: inout ParameterLayout) {
        let configuration = encoder.configuration
        let size = configuration.hiddenSize
        dense = DenseParameters("cls.predictions.transform.dense", inputs: size, outputs: size, in: &layout)
        activation = configuration.activation
        norm = LayerNormParameters(
            "cls.predictions.transform.LayerNorm", size: size, epsilon: configuration.layerNormEpsilon, in: &layout)
        decoder = DenseParameters(
            tiedTo: encoder.embeddings.word, bias: "cls.predictions.bias", inputs: size,
            outputs: configuration.vocabularySize, in: &layout)
    }

    /// - Parameter hidden: Hidden states of tokens after the last layer, `[tokens, hidden]`.
    /// - Returns: The logits, `[tokens, vocabulary]`, and what the backward pass reads.
    public func forward(_ hidden: Matrix, _ context: PassContext) -> (logits: Matrix, saved: Saved) {
        let arena = context.arena
        let beforeActivation = arena.matrix(rows: hidden.rows, columns: hidden.columns)
        let activated = arena.matrix(rows: hidden.rows, columns: hidden.columns)
        let normalized = arena.matrix(rows: hidden.rows, columns: hidden.columns)
        dense.forward(hidden, into: beforeActivation, context)
        activation.forward(beforeActivation, into: activated, on: context.team)
        let statistics = norm.forward(activated, into: normalized, context)
        let logits = arena.matrix(rows: hidden.rows, columns: decoder.outputs)
        decoder.forward(normalized, into: logits, context)
        return (
            logits,
            Saved(
                hidden: hidden, beforeActivation: beforeActivation, activated: activated, statistics: statistics,
                normalized: normalized)
        )
    }

    /// Adds the head's gradients, and those of the word embeddings as far as they are the decoder's weights.
    ///
    /// - Returns: The gradient by the hidden states, `[tokens, hidden]`; `nil` where `stopping`.
    public func backward(_ logitsGradient: Matrix, saved: Saved, stopping: Bool, _ context: PassContext) -> Matrix? {
        let arena = context.arena
        let shape = saved.hidden
        decoder.backwardParameters(logitsGradient, input: saved.normalized, context)
        let gradient = arena.matrix(rows: shape.rows, columns: shape.columns)
        decoder.backwardInput(logitsGradient, into: gradient, context)
        norm.backward(gradient, input: saved.activated, statistics: saved.statistics, context)
        activation.backward(
            gradient, input: saved.beforeActivation,
            recomputing: arena.matrix(rows: shape.rows, columns: shape.columns), on: context.team)
        dense.backwardParameters(gradient, input: saved.hidden, context)
        guard !stopping else { return nil }
        let hiddenGradient = arena.matrix(rows: shape.rows, columns: shape.columns)
        dense.backwardInput(gradient, into: hiddenGradient, context)
        return hiddenGradient
    }
}
