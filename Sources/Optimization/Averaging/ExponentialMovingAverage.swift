import CTensorKernels
public import TensorKernels

/// A running mean of a model's weights, which is often better than the latest weights (Polyak and Juditsky, 1992).
///
/// An update reads whole tables, so the optimizer updates all their rows in every step, as if they were not tables;
/// that and the average itself cost about as much as a second optimizer step.
public final class ExponentialMovingAverage {
    /// The averaged weights; weights that are not trained keep their initial values.
    public let parameters: ParameterStore
    /// The number of updates so far.
    public private(set) var updateCount = 0
    private let decay: Double
    private let warmsUp: Bool
    private let averaged: [ParameterLayout.Index]
    private let chunks: [GradientStore.Segment]

    /// Creates an average that starts with the current weights.
    ///
    /// - Parameters:
    ///   - decay: The share of the average that an update keeps.
    ///   - warmsUp: True if update n keeps at most (1 + n) / (10 + n), so that the initial weights fade quickly.
    ///   - gradients: Determines which parameters are trained, including those that are currently inactive.
    public init(of parameters: ParameterStore, decay: Double, warmsUp: Bool, gradients: GradientStore) {
        precondition((0...1).contains(decay), "the decay of an average must be from 0 to 1")
        self.decay = decay
        self.warmsUp = warmsUp
        self.parameters = ParameterStore(layout: parameters.layout)
        self.parameters.copyValues(from: parameters)
        let trained = gradients.layout.indices.compactMap { index in gradients.memory(of: index).map { (index, $0) } }
        averaged = trained.map(\.0)
        chunks = trained.flatMap { $0.1.chunks(of: 1 << 16) }
    }

    /// Updates the average with the weights after an optimizer step.
    public func update(from parameters: ParameterStore, on team: ThreadTeam) {
        updateCount += 1
        let number = Double(updateCount)
        let kept = warmsUp ? min(decay, (1 + number) / (10 + number)) : decay
        let (values, average) = (parameters.start, self.parameters.start)
        team.forEach(chunks.count) { _, number in
            let offset = chunks[number].parameterOffset
            fledge_approach(average + offset, values + offset, Float(1 - kept), chunks[number].count)
        }
    }

    /// The averaged weights that are trained; together with ``updateCount``, all state that updates depend on.
    public var state: [StateTensor] {
        averaged.map { index in
            let entry = parameters.layout[index]
            return StateTensor(entry.name, entry.shape, parameters.pointer(index))
        }
    }

    /// Restores the state of another average.
    ///
    /// - Parameter fill: Called for each tensor of ``state``, to write its values.
    public func restore(updateCount: Int, fill: (StateTensor) throws -> Void) rethrows {
        self.updateCount = updateCount
        for tensor in state { try fill(tensor) }
    }
}
