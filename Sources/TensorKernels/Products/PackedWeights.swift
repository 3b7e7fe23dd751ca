/// The weights of a model's linear layers in reduced precision, packed from those in single precision.
public final class PackedWeights: @unchecked Sendable {
    public let precision: Precision
    /// True if they are packed for backward passes too.
    public let isTrained: Bool
    private let weights: [ParameterLayout.Index: PackedWeight]
    private let buffer: FloatBuffer

    /// The location and shape of a linear layer's weight.
    public struct Shape: Sendable {
        let weight: ParameterLayout.Index
        let outputs: Int
        let inputs: Int

        public init(weight: ParameterLayout.Index, outputs: Int, inputs: Int) {
            self.weight = weight
            self.outputs = outputs
            self.inputs = inputs
        }
    }

    /// Packs the weights of some linear layers. Returns `nil` for single precision, which reads them unpacked.
    ///
    /// - Parameter isTrained: True if gradients will be computed.
    public init?(
        _ precision: Precision, _ shapes: [Shape], of parameters: ParameterStore, isTrained: Bool = false,
        on team: ThreadTeam
    ) {
        guard precision != .fp32 else { return nil }
        self.precision = precision
        self.isTrained = isTrained
        let sizes = shapes.map {
            PackedWeight.size(precision, outputs: $0.outputs, inputs: $0.inputs, isTrained: isTrained)
        }
        buffer = FloatBuffer(count: sizes.reduce(0, +))
        var weights: [ParameterLayout.Index: PackedWeight] = [:]
        var offset = 0
        for (shape, size) in zip(shapes, sizes) {
            weights[shape.weight] = PackedWeight(
                precision, outputs: shape.outputs, inputs: shape.inputs, isTrained: isTrained,
                memory: buffer.start + offset)
            offset += size
        }
        self.weights = weights
        update(from: parameters, on: team)
    }

    /// Packs the current values of the weights.
    ///
    /// - Parameter hasChanged: Returns true for weights to be packed again.
    public func update(
        from parameters: ParameterStore, on team: ThreadTeam,
        where hasChanged: (ParameterLayout.Index) -> Bool = { _ in true }
    ) {
        for (index, weight) in weights where hasChanged(index) {
            weight.pack(parameters.matrix(index, rows: weight.outputs, columns: weight.inputs), on: team)
        }
    }

    /// A layer's packed weight; `nil` for one that stays in single precision.
    package subscript(weight: ParameterLayout.Index) -> PackedWeight? { weights[weight] }
}
