import Encoders
import Optimization
import TaskHeads
import TensorKernels

/// Turns gradients into updates as a recipe specifies: one optimizer for the model's weights, and one for adapters if
/// there are any.
final class UpdateRule {
    private let gradients: GradientStore
    private let optimizer: any Optimizer
    private let adaptation: (adapters: LowRankAdaptation, optimizer: any Optimizer)?

    init(
        _ recipe: TrainingRecipe, parameters: ParameterStore, gradients: GradientStore,
        adaptation: LowRankAdaptation?, encoder: EncoderConfiguration, isNew: (String) -> Bool
    ) {
        self.gradients = gradients
        let decay = Float(recipe.weightDecay)
        func make(_ groups: [ParameterGroup], _ gradients: GradientStore) -> any Optimizer {
            switch recipe.optimizer {
            case .adamW: AdamW(groups: groups, gradients: gradients)
            case .adafactor: Adafactor(groups: groups, gradients: gradients)
            }
        }
        if let adaptation {
            let frozen = Set(adaptation.adapters.pairs.map(\.weight))
            let layout = gradients.layout
            let groups = [true, false].map { decays in
                ParameterGroup(weightDecay: decays ? decay : 0, in: gradients) { entry in
                    guard let index = layout.index(of: entry.name), !frozen.contains(index) else { return false }
                    return ParameterGroup.decays(entry.name) == decays
                }
            }
            optimizer = make(groups, gradients)
            let own = ParameterGroup(weightDecay: decay, in: adaptation.gradients) { _ in true }
            self.adaptation = (adaptation, make([own], adaptation.gradients))
            return
        }
        let groups = ParameterGroup.layered(by: recipe.layerDecay, decayedBy: decay, in: gradients) {
            encoder.layer(ofParameter: $0)
        }
        let plain = make(groups, gradients)
        optimizer =
            recipe.pretrainedDecay == 0
            ? plain
            : PretrainedDecay(
                plain, strength: Float(recipe.pretrainedDecay), towards: parameters, gradients: gradients,
                isPretrained: { !isNew($0.name) })
        self.adaptation = nil
    }

    /// The Euclidean norm of all gradients in use.
    func gradientNorm(on team: ThreadTeam) -> Double {
        let norm = GradientClipping.norm(gradients, on: team)
        guard let adaptation else { return norm }
        let further = GradientClipping.norm(adaptation.adapters.gradients, on: team)
        return (norm * norm + further * further).squareRoot()
    }

    /// Makes an update, and sets the gradients to zero.
    func apply(to parameters: ParameterStore, learningRate: Float, gradientScale: Float, on team: ThreadTeam) {
        optimizer.step(
            parameters, gradients, learningRate: learningRate, gradientScale: gradientScale, on: team)
        guard let adaptation else { return }
        adaptation.optimizer.step(
            adaptation.adapters.adapters.parameters, adaptation.adapters.gradients, learningRate: learningRate,
            gradientScale: gradientScale, on: team)
    }

    /// The number of updates of each parameter group, for all optimizers.
    var stepCounts: [[Int]] { optimizers.map(\.stepCounts) }

    /// The tensors that updates depend on, by name.
    var tensors: [TrainingTensor] {
        optimizers.enumerated().flatMap { number, optimizer in
            optimizer.state.map { TrainingTensor($0, prefix: Self.prefix(number)) }
        }
    }

    /// Restores the state of an earlier rule.
    ///
    /// - Parameter read: Reads a tensor's values.
    func restore(stepCounts: [[Int]], read: (TrainingTensor) throws -> Void) throws {
        for (number, optimizer) in optimizers.enumerated() {
            try optimizer.restore(stepCounts: stepCounts[number]) {
                try read(TrainingTensor($0, prefix: Self.prefix(number)))
            }
        }
    }

    private var optimizers: [any Optimizer] { [optimizer] + (adaptation.map { [$0.optimizer] } ?? []) }

    private static func prefix(_ number: Int) -> String { number == 0 ? "optimizer" : "adapters_optimizer" }
}
