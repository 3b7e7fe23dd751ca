import Encoders
import InputOutput
import Optimization
package import TaskHeads
package import TensorKernels

/// Training of small matrices added to frozen weights (LoRA).
///
/// The model computes with merged weights, at no cost over the plain model; the gradients of the small matrices are
/// derived from those of the merged weights.
public final class LowRankAdaptation {
    /// The adapted layers and the size of the adapters.
    public struct Settings: Sendable, Equatable, Codable {
        /// The number of rows of `A`.
        public var rank = 8
        /// The scale of the adapters, times the rank.
        public var alpha = 16.0
        /// The last parts of the names of the adapted linear layers; empty for queries and values.
        public var targets: [String] = []
        /// Writes merged weights instead of adapters.
        public var isMerged = false

        public init() {}
    }

    package let adapters: LowRankAdapters
    /// The last parts of the names of the adapted layers.
    let targets: [String]
    let alpha: Double
    private let original: ParameterStore
    private let originals: [ParameterLayout.Index: ParameterLayout.Index]
    package let gradients: GradientStore

    /// New adapters for a model, which do not change its output yet.
    ///
    /// - Throws: `FledgeError` if a target matches no linear layer.
    package init(
        _ settings: Settings, model: any TaskModel, using generator: inout some RandomNumberGenerator
    ) throws {
        let layout = model.parameters.layout
        targets = settings.targets.isEmpty ? model.encoder.configuration.family.queryAndValueNames : settings.targets
        alpha = settings.alpha
        let weights = try LowRankAdaptation.weights(targets, of: model)
        adapters = LowRankAdapters(rank: settings.rank, alpha: settings.alpha, weights: weights, of: layout)
        adapters.initialize(using: &generator)
        gradients = GradientStore(layout: adapters.parameters.layout) { _ in true }
        var copies = ParameterLayout()
        originals = Dictionary(
            uniqueKeysWithValues: weights.map { ($0, copies.add(layout[$0].name, shape: layout[$0].shape)) })
        original = ParameterStore(layout: copies)
        for (weight, copy) in originals {
            original.pointer(copy).update(from: model.parameters.pointer(weight), count: layout[weight].count)
        }
    }

    /// The linear layers of the encoder whose names end in one of the targets.
    private static func weights(
        _ targets: [String], of model: any TaskModel
    ) throws -> [ParameterLayout.Index] {
        let encoder = model.encoder.configuration
        let layout = model.parameters.layout
        let candidates = layout.indices.filter { encoder.isLayerWeight(layout[$0].name) && layout[$0].shape.count == 2 }
        func fits(_ index: ParameterLayout.Index, _ target: String) -> Bool {
            let module = layout[index].name.dropLast(".weight".count)
            return module == target || module.hasSuffix(".\(target)")
        }
        if let target = targets.first(where: { target in !candidates.contains { fits($0, target) } }) {
            let names = Set(
                candidates.map { layout[$0].name.dropLast(".weight".count).split(separator: ".").last ?? "" })
            throw FledgeError(
                .usage, "no linear layer of the encoder is called \"\(target)\"",
                expected: "the last part of a name: \(names.sorted().joined(separator: ", "))",
                advice: "list the names with: fledge inspect MODEL")
        }
        return candidates.filter { index in targets.contains { fits(index, $0) } }
    }

    /// Tells whether a parameter of the model is adapted.
    func adapts(_ index: ParameterLayout.Index) -> Bool { originals[index] != nil }

    /// Turns the gradients of the merged weights into those of the adapters, and sets the former to zero.
    package func takeGradients(from weightGradients: GradientStore, on team: ThreadTeam) {
        adapters.addGradients(to: gradients, weightGradients: weightGradients, on: team)
        weightGradients.useUp(adapters.pairs.map(\.weight), on: team)
    }

    /// Updates the model's merged weights from the adapters.
    package func merge(into model: ParameterStore, on team: ThreadTeam) {
        adapters.merge(
            into: model,
            original: { [original, originals] weight in
                guard let copy = originals[weight] else { preconditionFailure("the weight is not adapted") }
                return UnsafePointer(original.pointer(copy))
            }, on: team)
    }
}
