import CTensorKernels
public import TensorKernels

/// Adam with decoupled weight decay and bias correction (Loshchilov and Hutter, 2019), as implemented by PyTorch.
///
/// An update of a table changes only the rows that have a gradient. The other rows would change too, through decay and
/// their remaining moments; that happens when they are requested from the parameter store, with the same bits as if
/// they had been updated at once. So the cost of an update depends on the rows that a batch touches, not on the
/// vocabulary size.
///
/// A group that is inactive in a step is skipped: its parameters, moments and step count do not change.
public final class AdamW: Optimizer {
    /// The decay rates of both moments and the epsilon outside the root.
    public struct Settings: Sendable {
        public var beta1: Float = 0.9
        public var beta2: Float = 0.999
        public var epsilon: Float = 1e-8
        public init() {}
    }

    /// Segments of parameters of one group.
    private struct Work {
        let group: Int
        let segments: ArraySlice<GradientStore.Segment>
    }

    public var groups: [ParameterGroup] { steps.groups }
    public var stepCounts: [Int] { steps.counts }
    private var steps: GroupSteps
    private let settings: fledge_adamw_settings
    private let layout: ParameterLayout
    /// The parameters that every update of a group changes, group by group.
    private let always: [[Work]]
    private let moments: Moments
    private let tables: LazyTables

    /// Creates moments of zero for the parameters of the groups.
    public init(groups: [ParameterGroup], gradients: GradientStore, settings: Settings = Settings()) {
        steps = GroupSteps(groups)
        layout = gradients.layout
        self.settings = fledge_adamw_settings(
            beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon)
        moments = Moments(count: gradients.count)
        always = groups.enumerated().map { number, group in
            zip(group.parameters, group.segments).filter { !gradients.layout[$0.0].isTable }.flatMap { _, segment in
                segment.chunks(of: 1 << 16).map { Work(group: number, segments: [$0]) }
            }
        }
        tables = LazyTables(groups: groups, gradients: gradients, settings: self.settings, moments: moments)
    }

    deinit { tables.bringAllUpToDate() }

    /// Each parameter's running means of its gradients and their squares, with PyTorch's names.
    public var state: [StateTensor] {
        tables.bringAllUpToDate()
        return groups.flatMap { group in
            zip(group.parameters, group.segments).flatMap { index, segment in
                let (name, shape) = (layout[index].name, layout[index].shape)
                return [
                    StateTensor("\(name).exp_avg", shape, moments.first + segment.gradientOffset),
                    StateTensor("\(name).exp_avg_sq", shape, moments.second + segment.gradientOffset),
                ]
            }
        }
    }

    public func restore(stepCounts: [Int], fill: (StateTensor) throws -> Void) rethrows {
        let state = state
        steps.restore(stepCounts)
        defer { tables.findMovingRows() }
        for tensor in state { try fill(tensor) }
    }

    /// Updates the parameters and sets their gradients to zero.
    ///
    /// Table rows without a gradient are updated when they are read; until then, the optimizer retains the store.
    /// - Parameters:
    ///   - learningRate: The rate before each group's factor.
    ///   - gradientScale: A factor applied to every gradient first.
    public func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam
    ) {
        let isActive = steps.begin(gradients)
        let rates = groups.indices.map { number in
            isActive[number] ? self.rates(of: number, learningRate: learningRate) : nil
        }
        let touched = tables.beginStep(parameters, gradients, rates: rates, gradientScale: gradientScale, on: team)
        let work =
            zip(always, isActive).flatMap { $1 ? $0 : [] }
            + touched.flatMap { group, segments in
                segments.portions(of: 1 << 14).map { Work(group: group, segments: $0) }
            }
        let (values, slopes) = (parameters.storage, gradients.storage)
        team.forEach(work.count) { _, number in
            guard var rates = rates[work[number].group] else { return }
            var settings = settings
            for segment in work[number].segments {
                fledge_adamw(
                    &settings, &rates, gradientScale, values + segment.parameterOffset,
                    slopes + segment.gradientOffset, moments.first + segment.gradientOffset,
                    moments.second + segment.gradientOffset, segment.count)
            }
        }
        for (group, isActive) in zip(groups, isActive) where isActive { gradients.useUp(group.parameters, on: team) }
        tables.endStep()
    }

    private func rates(of number: Int, learningRate: Float) -> fledge_adamw_rates {
        let (group, stepCount) = (groups[number], stepCounts[number])
        let rate = learningRate * group.learningRateFactor
        return fledge_adamw_rates(
            decay: Float(1).addingProduct(-rate, group.weightDecay),
            step_size: rate / biasCorrection(settings.beta1, stepCount: stepCount),
            root_factor: 1 / biasCorrection(settings.beta2, stepCount: stepCount).squareRoot())
    }

    private func biasCorrection(_ beta: Float, stepCount: Int) -> Float {
        var power = 1.0
        var factor = Double(beta)
        var exponent = stepCount
        while exponent > 0 {
            if exponent & 1 == 1 { power *= factor }
            factor *= factor
            exponent >>= 1
        }
        return Float(1 - power)
    }
}
