package import TensorKernels

/// Pairs of small matrices whose products are added to large weights (LoRA; Hu et al., 2022): `weight + scale · B · A`,
/// with `A` of shape `[rank, inputs]` and `B` of `[outputs, rank]`.
package struct LowRankAdapters: Sendable {
    /// A weight and the matrices whose product is added to it.
    package struct Pair: Sendable {
        /// The weight, among the model's parameters.
        package let weight: ParameterLayout.Index
        /// The small matrices, among the adapters' parameters.
        package let a: ParameterLayout.Index
        package let b: ParameterLayout.Index
        package let outputs: Int
        package let inputs: Int
    }

    package let rank: Int
    /// The factor of the products: alpha over the rank.
    package let scale: Float
    package let pairs: [Pair]
    /// `A` and `B` of all pairs, as `<weight's name without .weight>.lora_A.weight` and `….lora_B.weight`.
    package let parameters: ParameterStore

    /// Creates adapters for some weights of a model, all zero.
    package init(rank: Int, alpha: Double, weights: [ParameterLayout.Index], of layout: ParameterLayout) {
        self.rank = rank
        scale = Float(alpha / Double(rank))
        var own = ParameterLayout()
        pairs = weights.map { weight in
            let entry = layout[weight]
            let module = String(entry.name.dropLast(".weight".count))
            let (outputs, inputs) = (entry.shape[0], entry.shape[1])
            return Pair(
                weight: weight, a: own.add("\(module).lora_A.weight", shape: [rank, inputs]),
                b: own.add("\(module).lora_B.weight", shape: [outputs, rank]), outputs: outputs, inputs: inputs)
        }
        parameters = ParameterStore(layout: own)
    }

    /// Initializes `A` as PEFT does, uniformly between ±1/√inputs; `B` stays zero, so the model does not change yet.
    package func initialize(using generator: inout some RandomNumberGenerator) {
        for pair in pairs {
            let bound = 1 / Float(pair.inputs).squareRoot()
            let values = parameters.values(pair.a)
            for index in values.indices { values[index] = Float.random(in: -bound...bound, using: &generator) }
        }
    }

    /// Adds the products to the model's weights.
    ///
    /// - Parameter original: Returns the original values of a weight, which is reset to them first; `nil` to add to the
    ///   current values.
    package func merge(
        into model: ParameterStore, original: ((ParameterLayout.Index) -> UnsafePointer<Float>)? = nil,
        on team: ThreadTeam
    ) {
        team.forEach(pairs.count) { _, number in
            let pair = pairs[number]
            let weight = model.pointer(pair.weight)
            let count = pair.outputs * pair.inputs
            if let original { weight.update(from: original(pair.weight), count: count) }
            let product = UnsafeMutablePointer<Float>.allocate(capacity: count)
            defer { product.deallocate() }
            multiply(
                Operand(parameters.pointer(pair.b), stride: rank),
                Operand(parameters.pointer(pair.a), stride: pair.inputs),
                into: product, stride: pair.inputs, rows: pair.outputs, columns: pair.inputs, depth: rank)
            for index in 0..<count { weight[index].addProduct(scale, product[index]) }
        }
    }

    /// Adds to the adapters' gradients, given those of the merged weights: `scale · Bᵀ · dW` for `A` and
    /// `scale · dW · Aᵀ` for `B`.
    package func addGradients(to gradients: GradientStore, weightGradients: GradientStore, on team: ThreadTeam) {
        let sums = pairs.map { pair in
            (
                weight: weightGradients.pointer(pair.weight),
                a: gradients.sum(pair.a, rows: rank, columns: pair.inputs),
                b: gradients.sum(pair.b, rows: pair.outputs, columns: rank)
            )
        }
        team.forEach(pairs.count) { _, number in
            let pair = pairs[number]
            guard let slope = sums[number].weight, let a = sums[number].a, let b = sums[number].b else { return }
            let scaled = UnsafeMutablePointer<Float>.allocate(capacity: pair.outputs * pair.inputs)
            defer { scaled.deallocate() }
            for index in 0..<pair.outputs * pair.inputs { scaled[index] = scale * slope[index] }
            multiply(
                Operand(parameters.pointer(pair.b), stride: rank, transposed: true),
                Operand(scaled, stride: pair.inputs),
                into: a.matrix.start, stride: pair.inputs, rows: rank, columns: pair.inputs, depth: pair.outputs,
                keep: a.isAdded ? 1 : 0)
            multiply(
                Operand(scaled, stride: pair.inputs),
                Operand(parameters.pointer(pair.a), stride: pair.inputs, transposed: true), into: b.matrix.start,
                stride: rank, rows: pair.outputs, columns: rank, depth: pair.inputs, keep: b.isAdded ? 1 : 0)
        }
    }
}
