public import Encoders
public import TensorKernels

/// A family's classification head on the first token: a dense layer with an activation, and a linear layer that
/// computes the logits, with dropout before the latter and, in some families, before both.
public struct SequenceClassificationHead: Sendable {
    let dense: DenseParameters
    let output: DenseParameters
    let description: ClassificationHeadDescription
    let dropoutProbability: Float
    private static let inputSite: UInt64 = 3
    private static let outputSite: UInt64 = 2

    /// Values that the backward pass reads.
    public struct Saved {
        /// The first tokens after dropout, `[sequences, hidden]`.
        let input: Matrix
        let beforeActivation: Matrix
        /// The activation's output, `[sequences, hidden]`: in BERT, the output of the pooler.
        package let activated: Matrix
        let dropped: Matrix
    }

    /// Adds the head's parameters to the layout, under the names of the encoder's family.
    public init(on encoder: EncoderConfiguration, classCount: Int, in layout: inout ParameterLayout) {
        description = encoder.family.classificationHead
        let size = encoder.hiddenSize
        dense = DenseParameters(description.denseName, inputs: size, outputs: size, in: &layout)
        output = DenseParameters(description.outputName, inputs: size, outputs: classCount, in: &layout)
        dropoutProbability = encoder.classifierDropout
    }

    /// - Parameter first: The first tokens' hidden states, `[sequences, hidden]`.
    /// - Returns: The logits, `[sequences, classes]`, and the values that the backward pass reads.
    public func forward(_ first: Matrix, _ context: PassContext) -> (logits: Matrix, saved: Saved) {
        let arena = context.arena
        let input = description.dropsInput ? dropped(first, site: SequenceClassificationHead.inputSite, context) : first
        let beforeActivation = arena.matrix(rows: first.rows, columns: first.columns)
        let activated = arena.matrix(rows: first.rows, columns: first.columns)
        dense.forward(input, into: beforeActivation, context)
        description.activation.forward(beforeActivation, into: activated, on: context.team)
        let dropped = dropped(activated, site: SequenceClassificationHead.outputSite, context)
        let logits = arena.matrix(rows: first.rows, columns: output.outputs)
        output.forward(dropped, into: logits, context)
        return (
            logits, Saved(input: input, beforeActivation: beforeActivation, activated: activated, dropped: dropped)
        )
    }

    /// Adds the head's gradients.
    ///
    /// - Returns: The gradient with respect to the first tokens' hidden states, `[sequences, hidden]`; `nil` if
    ///   `stopping`.
    public func backward(_ logitsGradient: Matrix, saved: Saved, stopping: Bool, _ context: PassContext) -> Matrix? {
        let arena = context.arena
        let shape = saved.activated
        output.backwardParameters(logitsGradient, input: saved.dropped, context)
        let gradient = arena.matrix(rows: shape.rows, columns: shape.columns)
        output.backwardInput(logitsGradient, into: gradient, context)
        dropout(SequenceClassificationHead.outputSite, context)?.apply(to: gradient, rows: 0..<gradient.rows)
        description.activation.backward(
            gradient, input: saved.beforeActivation,
            recomputing: arena.matrix(rows: shape.rows, columns: shape.columns), on: context.team)
        dense.backwardParameters(gradient, input: saved.input, context)
        guard !stopping else { return nil }
        let firstGradient = arena.matrix(rows: shape.rows, columns: shape.columns)
        dense.backwardInput(gradient, into: firstGradient, context)
        if description.dropsInput {
            dropout(SequenceClassificationHead.inputSite, context)?
                .apply(to: firstGradient, rows: 0..<firstGradient.rows)
        }
        return firstGradient
    }

    private func dropout(_ site: UInt64, _ context: PassContext) -> Dropout? {
        context.dropout(dropoutProbability, site: site)
    }

    /// A copy with dropout applied; the matrix itself without dropout.
    private func dropped(_ matrix: Matrix, site: UInt64, _ context: PassContext) -> Matrix {
        guard let dropout = dropout(site, context) else { return matrix }
        let copy = context.arena.matrix(rows: matrix.rows, columns: matrix.columns)
        copy.copy(matrix, rows: 0..<matrix.rows)
        dropout.apply(to: copy, rows: 0..<matrix.rows)
        return copy
    }
}
