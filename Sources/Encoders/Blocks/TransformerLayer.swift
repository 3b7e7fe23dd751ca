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

    /// `output` must not overlap `input`.
    public func forward(
        _ input: Matrix, offsets: [Int], bias: AttentionBias?, into output: Matrix, _ context: PassContext
    ) -> Saved {
        let attended = context.arena.matrix(rows: input.rows, columns: input.columns)
        let attentionSaved = attention.forward(input, offsets: offsets, bias: bias, into: attended, context)
        let feedForwardSaved = feedForward.forward(attended, into: output, context)
        return Saved(input: input, attended: attended, attention: attentionSaved, feedForward: feedForwardSaved)
    }

    /// `gradient` goes from the output to the input; with `stopping` it ends without the gradient by the input.
    public func backward(
        _ gradient: Matrix, offsets: [Int], bias: AttentionBias?, saved: Saved, stopping: Bool, _ context: PassContext
    ) {
        let mark = context.arena.mark()
        feedForward.backward(gradient, input: saved.attended, saved: saved.feedForward, context)
        attention.backward(
            gradient, input: saved.input, offsets: offsets, bias: bias, saved: saved.attention, stopping: stopping,
            context)
        context.arena.release(to: mark)
    }
}
