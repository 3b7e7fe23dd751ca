import CTensorKernels
import Foundation
public import TensorKernels

/// Adafactor (Shazeer and Stern, 2018), as implemented by Hugging Face with an external learning rate.
///
/// For a matrix, it keeps a mean square for each row and column instead of each element, so its memory is negligible
/// compared with the parameters'. An update reads only the touched rows of a table; the others have a gradient of zero,
/// which changes only their means. A table is decayed as a whole and, with a first moment, updated as a whole.
public final class Adafactor: Optimizer {
    /// Settings for the scaling of updates and the decay of gradient statistics.
    public struct Settings: Sendable {
        /// A value added to squared gradients.
        public var epsilon: Float = 1e-30
        /// The largest root mean square of an update, relative to the learning rate.
        public var clippingThreshold = 1.0
        /// The means are multiplied by the decay factor 1 - step^decayExponent.
        public var decayExponent = -0.8
        /// The decay rate of a running mean of the updates; `nil` for none.
        public var beta1: Float?
        /// True if the learning rate is relative to a parameter's root mean square.
        public var scalesByParameter = false
        /// The lower bound of a parameter's root mean square for this scaling.
        public var leastParameterScale = 1e-3
        public init() {}
    }

    public var groups: [ParameterGroup] { steps.groups }
    public var stepCounts: [Int] { steps.counts }
    private let settings: Settings
    private var steps: GroupSteps
    private let moments: [FactoredMoments]
    private let sums: ColumnSums

    /// Creates moments of zero for the parameters of the groups, which have at most two dimensions.
    public init(groups: [ParameterGroup], gradients: GradientStore, settings: Settings = Settings()) {
        self.settings = settings
        steps = GroupSteps(groups)
        moments = groups.enumerated().flatMap { number, group in
            zip(group.parameters, group.segments).map { index, segment in
                FactoredMoments(
                    index, group: number, segment: segment, entry: gradients.layout[index],
                    keepsFirstMoment: settings.beta1 != nil)
            }
        }
        sums = ColumnSums()
    }

    public var state: [StateTensor] { moments.flatMap(\.state) }

    public func restore(stepCounts: [Int], fill: (StateTensor) throws -> Void) rethrows {
        steps.restore(stepCounts)
        for tensor in state { try fill(tensor) }
    }

    public func step(
        _ parameters: ParameterStore, _ gradients: GradientStore, learningRate: Float, gradientScale: Float,
        on team: ThreadTeam
    ) {
        let isActive = steps.begin(gradients)
        let updates = moments.filter { isActive[$0.group] }.map { moments in
            let group = groups[moments.group]
            return AdafactorUpdate(
                moments: moments, rows: touchedRows(of: moments, gradients),
                forgetting: 1 - pow(Double(stepCounts[moments.group]), settings.decayExponent),
                rate: Double(learningRate * group.learningRateFactor), weightDecay: Double(group.weightDecay))
        }
        let step = AdafactorStep(
            settings: settings, updates: updates, parameters: parameters.start, gradients: gradients.storage,
            gradientScale: gradientScale, sums: sums, team: team)
        step.run()
        gradients.useUp(updates.map(\.moments.index), on: team)
    }

    private func touchedRows(of moments: FactoredMoments, _ gradients: GradientStore) -> [Int32] {
        guard moments.isTable else { return (0..<Int32(moments.rows)).map(\.self) }
        if settings.beta1 != nil { gradients.touchAll(of: moments.index) }
        return gradients.touchedRows(of: moments.index)
    }
}
