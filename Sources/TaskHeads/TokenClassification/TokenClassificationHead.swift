public import Encoders
public import TensorKernels

/// What every family puts on the tokens to classify each of them: dropout and a linear layer.
public struct TokenClassificationHead: Sendable {
    /// The canonical name of the linear layer.
    public static let outputName = "classifier"
    let output: DenseParameters
    let dropoutProbability: Float
    private static let site: UInt64 = 2

    /// What the backward pass reads.
    public struct Saved {
        /// The classified tokens after dropout, `[rows, hidden]`.
        let dropped: Matrix
        /// Which tokens they are; `nil` for all.
        let rows: [Int]?
        let tokenCount: Int
    }

    /// Adds the head's parameters to the layout.
    public init(on encoder: EncoderConfiguration, tagCount: Int, in layout: inout ParameterLayout) {
        output = DenseParameters(Self.outputName, inputs: encoder.hiddenSize, outputs: tagCount, in: &layout)
        dropoutProbability = encoder.tokenClassifierDropout
    }

    /// Whether a parameter belongs to the head and not to the encoder below it.
    public static func contains(parameter name: String) -> Bool { name.hasPrefix("\(outputName).") }

    /// A token's dropout depends on its number alone, so that it is the same whichever other tokens are classified.
    ///
    /// - Parameters:
    ///   - hidden: The tokens' hidden states, `[tokens, hidden]`.
    ///   - rows: The numbers of the tokens that are classified, each at most once; `nil` for all.
    /// - Returns: The logits of those tokens in the order given, `[rows, tags]`, and what the backward pass reads.
    public func forward(
        _ hidden: Matrix, rows: [Int]? = nil, _ context: PassContext
    ) -> (logits: Matrix, saved: Saved) {
        let dropped = dropped(hidden, rows: rows, context)
        let logits = context.arena.matrix(rows: dropped.rows, columns: output.outputs)
        if logits.rows > 0 { output.forward(dropped, into: logits, context) }
        return (logits, Saved(dropped: dropped, rows: rows, tokenCount: hidden.rows))
    }

    /// Adds the head's gradients.
    ///
    /// - Returns: The gradient by the tokens' hidden states, `[tokens, hidden]`, which is 0 for tokens that were not
    ///   classified; `nil` where `stopping`.
    public func backward(_ logitsGradient: Matrix, saved: Saved, stopping: Bool, _ context: PassContext) -> Matrix? {
        let (arena, shape) = (context.arena, saved.dropped)
        if shape.rows > 0 { output.backwardParameters(logitsGradient, input: saved.dropped, context) }
        guard !stopping else { return nil }
        let gradient = arena.matrix(rows: shape.rows, columns: shape.columns)
        if shape.rows > 0 { output.backwardInput(logitsGradient, into: gradient, context) }
        drop(gradient, rows: saved.rows, context)
        guard let rows = saved.rows else { return gradient }
        let hiddenGradient = arena.matrix(rows: saved.tokenCount, columns: shape.columns)
        hiddenGradient.scatter(gradient, to: rows)
        return hiddenGradient
    }

    /// The classified tokens after dropout; the matrix itself where it is to stay as it is.
    private func dropped(_ hidden: Matrix, rows: [Int]?, _ context: PassContext) -> Matrix {
        let drops = context.dropout(dropoutProbability, site: Self.site) != nil
        let taken: Matrix
        if let rows {
            taken = hidden.gathered(rows, in: context.arena)
        } else if drops {
            taken = context.arena.matrix(rows: hidden.rows, columns: hidden.columns)
            taken.copy(hidden, rows: 0..<hidden.rows)
        } else {
            return hidden
        }
        drop(taken, rows: rows, context)
        return taken
    }

    /// Applies the tokens' masks to what belongs to them.
    private func drop(_ matrix: Matrix, rows: [Int]?, _ context: PassContext) {
        guard let dropout = context.dropout(dropoutProbability, site: Self.site) else { return }
        if let rows {
            dropout.apply(to: matrix, takenFrom: rows)
        } else {
            dropout.apply(to: matrix, rows: 0..<matrix.rows)
        }
    }
}
