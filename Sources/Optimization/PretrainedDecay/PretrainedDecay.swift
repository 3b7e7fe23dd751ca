import CTensorKernels
public import TensorKernels

/// Decay towards the pretrained weights in place of zero (L2-SP; Li, Grandvalet and Davoine, 2018), decoupled from the
/// gradients as in RecAdam (Chen et al., 2020).
///
/// It wraps an optimiser: each step is that one's, after which weights move towards where they came from by learning
/// rate times the group's factor times strength times their distance. Of a table only the rows with gradients do so.
/// They are noted before the optimiser uses them up, and are up to date right after its step, while every other row may
/// go on waiting: what it will make up for are steps in which nothing pulled at it. So rows that wait have the bits of
/// rows that do not.
public final class PretrainedDecay: Optimizer {
    public var groups: [ParameterGroup] { optimizer.groups }
    public var stepCounts: [Int] { optimizer.stepCounts }
    /// That of the wrapped optimiser: the decay itself remembers nothing.
    public var state: [StateTensor] { optimizer.state }

    private let optimizer: any Optimizer
    private let strength: Float
    /// The pretrained weights, laid out as the gradients are.
    private let origin: FloatBuffer
    private let isPretrained: Set<ParameterLayout.Index>

    /// - Parameters:
    ///   - optimizer: Makes the steps.
    ///   - strength: The decay in units of the learning rate.
    ///   - pretrained: The weights as the checkpoint had them; their values are copied.
    ///   - isPretrained: Which of the parameters the checkpoint had. The others, such as a new head, are left alone.
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
