import TensorKernels

/// The trained matrices of one adapted module, and how they change its weight.
///
/// Linear layers have a weight `[outputs, inputs]` and become `weight + scale · B · A`, with `A` of shape
/// `[rank, inputs]` and `B` of `[outputs, rank]` (LoRA; Hu et al., 2022). Embeddings have a weight `[entries, width]`
/// and become `weight + scale · (B · A)ᵀ`, with `A` of shape `[rank, entries]` and `B` of `[width, rank]`. With a
/// magnitude, each output of the result is scaled to that norm (DoRA; Liu et al., 2024).
struct AdaptedModule: Sendable {
    let weight: ParameterLayout.Index
    let isEmbedding: Bool
    let rank: Int
    let scale: Float
    let a: [Float]
    let b: [Float]
    /// The norm of each output; `nil` without DoRA.
    var magnitude: [Float]?
    /// The module's bias and the values added to it, times the scale; `nil` if nothing is added.
    var bias: (index: ParameterLayout.Index, values: [Float])?

    /// Adds the product to the model's weight, in place.
    func merge(into model: ParameterStore) {
        let shape = model.layout[weight].shape
        let (rows, columns) = (shape[0], shape[1])
        let values = Matrix(model.pointer(weight), rows: rows, columns: columns)
        let product = UnsafeMutablePointer<Float>.allocate(capacity: rows * columns)
        defer { product.deallocate() }
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                let (first, second) =
                    isEmbedding
                    ? (Operand(a, stride: rows, transposed: true), Operand(b, stride: rank, transposed: true))
                    : (Operand(b, stride: rank), Operand(a, stride: columns))
                multiply(first, second, into: product, stride: columns, rows: rows, columns: columns, depth: rank)
            }
        }
        for index in 0..<rows * columns { values.start[index].addProduct(scale, product[index]) }
        if let magnitude { rescale(values, to: magnitude) }
        guard let bias else { return }
        let target = model.values(bias.index)
        for index in target.indices { target[index].addProduct(scale, bias.values[index]) }
    }

    /// Scales each output, a row of a linear layer's weight or a column of an embedding's, to its norm.
    private func rescale(_ values: Matrix, to magnitude: [Float]) {
        var squares = [Double](repeating: 0, count: magnitude.count)
        for row in 0..<values.rows {
            for column in 0..<values.columns {
                let value = Double(values.row(row)[column])
                squares[isEmbedding ? column : row] += value * value
            }
        }
        let factors = zip(magnitude, squares).map { Float(Double($0) / $1.squareRoot()) }
        for row in 0..<values.rows {
            for column in 0..<values.columns { values.row(row)[column] *= factors[isEmbedding ? column : row] }
        }
    }
}
