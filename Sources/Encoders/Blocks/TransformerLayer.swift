public import TensorKernels

/// One layer of an encoder: self-attention, then feed-forward, each normalized after its residual.
public struct TransformerLayer: Sendable {
    let attention: SelfAttentionBlock
    let feedForward: FeedForwardBlock

    /// - Parameters:
    ///   - number: The layer's number, from 0.
    ///   - site: The first of the numbers that distinguish its dropout masks from others.
    init(
        number: Int, _ configuration: EncoderConfiguration, site: UInt64, in layout: inout ParameterLayout
    ) {
        let names = configuration.family.parameters
        let layer = "\(names.layers).\(number)"
        attention = SelfAttentionBlock(names, layer: layer, configuration, site: site, in: &layout)
        feedForward = FeedForwardBlock(names, layer: layer, configuration, site: site + 2, in: &layout)
    }

    /// Values that the backward pass reads.
    public struct Saved {
        let input: Matrix
        let attended: Matrix
        let attention: SelfAttentionBlock.Saved
        let feedForward: FeedForwardBlock.Saved
    }

    /// Writes the layer's output.
    ///
    /// - Parameters:
    ///   - rows: The tokens to compute the output of; `nil` for all. The others serve only as keys and values.
    ///   - output: One row per requested token; must not overlap `input`.
    public func forward(
        _ input: Matrix, offsets: [Int], bias: AttentionBias?, rows: [Int]? = nil, into output: Matrix,
        _ context: PassContext
    ) -> Saved {
        let attended = context.arena.matrix(rows: output.rows, columns: input.columns)
        let attentionSaved = attention.forward(
            input, offsets: offsets, bias: bias, rows: rows, into: attended, context)
        let feedForwardSaved = feedForward.forward(attended, into: output, context)
        return Saved(input: input, attended: attended, attention: attentionSaved, feedForward: feedForwardSaved)
    }

    /// Computes the gradient with respect to the input and adds the parameters' gradients.
    ///
    /// - Parameters:
    ///   - gradient: With respect to the output; overwritten.
    ///   - inputGradient: Overwritten with the gradient with respect to the input; the same matrix as `gradient` if all
    ///     rows were requested.
    ///   - stopping: Nothing below this layer is trained, so the gradient with respect to the input is not computed.
    public func backward(
        _ gradient: Matrix, offsets: [Int], bias: AttentionBias?, saved: Saved, into inputGradient: Matrix,
        stopping: Bool, _ context: PassContext
    ) {
        feedForward.backward(gradient, input: saved.attended, saved: saved.feedForward, context)
        attention.backward(
            gradient, input: saved.input, offsets: offsets, bias: bias, saved: saved.attention, into: inputGradient,
            stopping: stopping, context)
    }
}
