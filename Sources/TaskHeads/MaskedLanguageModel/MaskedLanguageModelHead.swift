public import Encoders
public import TensorKernels

/// BERT's pretraining head: computes a score for each vocabulary piece from a token's hidden state.
///
/// A dense layer with the encoder's activation, a normalization, and a matrix multiplication with the word embeddings,
/// whose weights it shares, plus its own bias (Devlin et al., 2018).
public struct MaskedLanguageModelHead: Sendable {
    let dense: DenseParameters
    let activation: Activation
    let norm: LayerNormParameters
    let decoder: DenseParameters

    /// Values that the backward pass reads.
    public struct Saved {
        let hidden: Matrix
        let beforeActivation: Matrix
        let activated: Matrix
        let statistics: LayerNorm.Statistics
        let normalized: Matrix
    }

    /// Adds the head's own parameters to a layout that already has those of the encoder.
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
    /// - Returns: The logits, `[tokens, vocabulary]`, and the values that the backward pass reads.
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

    /// Adds the head's gradients, including the word embeddings' gradients from their use as decoder weights.
    ///
    /// - Returns: The gradient with respect to the hidden states, `[tokens, hidden]`; `nil` if `stopping`.
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
