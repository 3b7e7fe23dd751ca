import CTensorKernels
public import TensorKernels

/// Decay towards the pretrained weights instead of zero (L2-SP; Li, Grandvalet and Davoine, 2018), decoupled from the
/// gradients as in RecAdam (Chen et al., 2020).
///
/// It wraps an optimizer: after each of that optimizer's steps, weights move towards their pretrained values by the
/// learning rate times the group's factor times the strength times the distance. In a table, only the rows with
/// gradients do so. They are recorded before the optimizer consumes their gradients, and are up to date right after its
/// step, while every other row may keep waiting: the decay does not apply to it in the steps it has yet to catch up on.
/// So rows that wait have the same bits as rows that do not.
public final class PretrainedDecay: Optimizer {
    public var groups: [ParameterGroup] { optimizer.groups }
    public var stepCounts: [Int] { optimizer.stepCounts }
    /// The state of the wrapped optimizer: the decay itself has none.
    public var state: [StateTensor] { optimizer.state }

    private let optimizer: any Optimizer
    private let strength: Float
    /// The pretrained weights, in the layout of the gradients.
    private let origin: FloatBuffer
    private let isPretrained: Set<ParameterLayout.Index>

    /// - Parameters:
    ///   - optimizer: The optimizer that performs the steps.
    ///   - strength: The decay relative to the learning rate.
    ///   - pretrained: The weights from the checkpoint; their values are copied.
    ///   - isPretrained: Returns true for parameters that come from the checkpoint. The others, such as a new head, are
    ///     not affected.
    public init(
        _ optimizer: any Optimizer, strength: Float, towards pretrained: ParameterStore, gradients: GradientStore,
        isPretrained: (ParameterLayout.Entry) -> Bool
    ) {
        self.optimizer = optimizer
        self.strength = strength
        let parameters = optimizer.groups.flatMap(\.parameters).filter { isPretrained(gradients.layout[$0]) }
        self.isPretrained = Set(parameters)
        origin = FloatBuffer(count: gradients.count)
        for index in parameters {
            guard let segment = gradients.memory(of: index) else { continue }
            (origin.start + segment.gradientOffset).update(from: pretrained.pointer(index), count: segment.count)
        }
    }

    public func restore(stepCounts: [Int], fill: (StateTensor) throws -> Void) rethrows {
        try optimizer.restore(stepCounts: stepCounts, fill: fill)
    }

    public func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam
    ) {
        let work = groups.flatMap { group in
            let share = learningRate * group.learningRateFactor * strength
            return group.parameters.filter(isPretrained.contains).flatMap { index in
                gradients.touchedSegments(of: index).flatMap { $0.chunks(of: 1 << 16) }.portions(of: 1 << 14)
            }.map { (share, $0) }
        }
        optimizer.step(
            parameters, gradients, learningRate: learningRate, gradientScale: gradientScale, on: team)
        let values = parameters.storage
        team.forEach(work.count) { _, number in
            let (share, segments) = work[number]
            for segment in segments {
                fledge_approach(
                    values + segment.parameterOffset, origin.start + segment.gradientOffset, share, segment.count)
            }
        }
    }
}
