public import TensorKernels

/// One layer of an encoder: self-attention, then feed-forward, each normalised after its residual.
public struct TransformerLayer: Sendable {
    let attention: SelfAttentionBlock
    let feedForward: FeedForwardBlock

    /// - Parameters:
    ///   - number: The layer's number, from 0.
    ///   - site: The first of the numbers that tell its dropout places from others.
    init(
        number: Int, _ configuration: EncoderConfiguration, site: UInt64, in layout: inout ParameterLayout
    ) {
        let names = configuration.family.parameters
        let layer = "\(names.layers).\(number)"
        attention = SelfAttentionBlock(names, layer: layer, configuration, site: site, in: &layout)
        feedForward = FeedForwardBlock(names, layer: layer, configuration, site: site + 2, in: &layout)
    }

    /// What the backward pass reads.
    public struct Saved {
        let input: Matrix
        let attended: Matrix
        let attention: SelfAttentionBlock.Saved
        let feedForward: FeedForwardBlock.Saved
    }

    /// - Parameters:
    ///   - rows: The tokens whose output is wanted; `nil` for all. The others only serve as keys and values.
    ///   - output: A row for each wanted token; must not overlap `input`.
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

    /// - Parameters:
    ///   - gradient: By the output; used up.
    ///   - inputGradient: Overwritten with the gradient by the input; the same matrix as `gradient` where all rows were
    ///     wanted.
    ///   - stopping: Nothing below this layer is trained: the gradient by the input is not computed.
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
