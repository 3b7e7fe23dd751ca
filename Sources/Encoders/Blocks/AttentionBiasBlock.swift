import TensorKernels

/// The table that gives the attention of all layers its bias for relative positions.
public struct AttentionBiasBlock: Sendable {
    let table: ParameterLayout.Index
    let buckets: RelativePositionBias
    let headCount: Int

    /// Adds the table `[buckets, heads]` to the layout.
    init(_ buckets: RelativePositionBias, headCount: Int, in layout: inout ParameterLayout) {
        table = layout.add(
            "\(EncoderParameterNames.relativePositionBias).weight", shape: [buckets.bucketCount, headCount])
        self.buckets = buckets
        self.headCount = headCount
    }

    /// Returns the bias for the sequences of a batch, in the context's arena.
    public func forward(_ batch: TokenBatch, _ context: PassContext) -> AttentionBias {
        let values = context.arena.matrix(rows: headCount, columns: 2 * batch.longestSequence - 1)
        buckets.forward(
            table: context.parameters.matrix(table, rows: buckets.bucketCount, columns: headCount), into: values)
        return AttentionBias(values: values, block: self)
    }
}

/// The bias of one batch, the same in every layer.
public struct AttentionBias: Sendable {
    /// Values by head and distance, `[heads, 2 · longest − 1]`.
    let values: Matrix
    let block: AttentionBiasBlock

    /// A buffer for the values that ``addGradient(_:offsets:_:)`` adds; `nil` if the table is frozen.
    func gradientRoom(tokens: Int, _ context: PassContext) -> UnsafeMutablePointer<Float>? {
        guard context.gradients?.isTrainable(block.table) == true else { return nil }
        return context.arena.floats(2 * tokens * block.headCount)
    }

    /// Adds one layer's contribution to the gradient of the table.
    func addGradient(_ distanceGradients: UnsafePointer<Float>, offsets: [Int], _ context: PassContext) {
        let table = context.gradients?.matrix(
            block.table, rows: block.buckets.bucketCount, columns: block.headCount)
        guard let table else { return }
        block.buckets.backward(distanceGradients, offsets: offsets, into: table, on: context.team)
    }
}
