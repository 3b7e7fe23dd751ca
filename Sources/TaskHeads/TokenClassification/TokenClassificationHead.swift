public import Encoders
public import TensorKernels

/// The head for token classification of all families: dropout and a linear layer.
public struct TokenClassificationHead: Sendable {
    /// The canonical name of the linear layer.
    public static let outputName = "classifier"
    let output: DenseParameters
    let dropoutProbability: Float
    private static let site: UInt64 = 2

    /// Values that the backward pass reads.
    public struct Saved {
        /// The classified tokens after dropout, `[rows, hidden]`.
        let dropped: Matrix
        /// The indices of these tokens; `nil` for all.
        let numbers: [Int]?
    }

    /// Adds the head's parameters to the layout.
    public init(on encoder: EncoderConfiguration, tagCount: Int, in layout: inout ParameterLayout) {
        output = DenseParameters(Self.outputName, inputs: encoder.hiddenSize, outputs: tagCount, in: &layout)
        dropoutProbability = encoder.tokenClassifierDropout
    }

    /// Returns true if a parameter belongs to the head and not to the encoder below it.
    public static func contains(parameter name: String) -> Bool { name.hasPrefix("\(outputName).") }

    /// Computes the logits.
    ///
    /// A token's dropout mask depends only on its index, so it is the same whichever other tokens are classified.
    ///
    /// - Parameters:
    ///   - hidden: The hidden states of the tokens to classify, `[rows, hidden]`.
    ///   - numbers: The indices of these tokens in the batch; `nil` for all.
    /// - Returns: The logits of those tokens, `[rows, tags]`, and the values that the backward pass reads.
    public func forward(
        _ hidden: Matrix, numbers: [Int]? = nil, _ context: PassContext
    ) -> (logits: Matrix, saved: Saved) {
        var dropped = hidden
        if context.dropout(dropoutProbability, site: Self.site) != nil {
            dropped = context.arena.matrix(rows: hidden.rows, columns: hidden.columns)
            dropped.copy(hidden, rows: 0..<hidden.rows)
            drop(dropped, numbers: numbers, context)
        }
        let logits = context.arena.matrix(rows: dropped.rows, columns: output.outputs)
        if logits.rows > 0 { output.forward(dropped, into: logits, context) }
        return (logits, Saved(dropped: dropped, numbers: numbers))
    }

    /// Adds the head's gradients.
    ///
    /// - Returns: The gradient with respect to the tokens' hidden states, `[rows, hidden]`; `nil` if `stopping`.
    public func backward(_ logitsGradient: Matrix, saved: Saved, stopping: Bool, _ context: PassContext) -> Matrix? {
        let shape = saved.dropped
        if shape.rows > 0 { output.backwardParameters(logitsGradient, input: saved.dropped, context) }
        guard !stopping else { return nil }
        let gradient = context.arena.matrix(rows: shape.rows, columns: shape.columns)
        if shape.rows > 0 { output.backwardInput(logitsGradient, into: gradient, context) }
        drop(gradient, numbers: saved.numbers, context)
        return gradient
    }

    /// Applies the tokens' dropout masks to their rows.
    private func drop(_ matrix: Matrix, numbers: [Int]?, _ context: PassContext) {
        guard let dropout = context.dropout(dropoutProbability, site: Self.site) else { return }
        if let numbers {
            dropout.apply(to: matrix, takenFrom: numbers)
        } else {
            dropout.apply(to: matrix, rows: 0..<matrix.rows)
        }
    }
}
