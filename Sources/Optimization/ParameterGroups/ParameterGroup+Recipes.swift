import Foundation
public import TensorKernels

extension ParameterGroup {
    /// The two groups of the usual recipe: weights decay, biases and all layer normalizations do not.
    public static func decayed(by weightDecay: Float, in gradients: GradientStore) -> [ParameterGroup] {
        [
            ParameterGroup(weightDecay: weightDecay, in: gradients) { decays($0.name) },
            ParameterGroup(weightDecay: 0, in: gradients) { !decays($0.name) },
        ]
    }

    /// Groups layer by layer from the head downwards, each with its own learning rate (Howard and Ruder, 2018).
    ///
    /// The parameters above the layers learn at the full rate, the top layer at `factor` times that, each lower layer
    /// at `factor` times the rate of the one above it, and the embeddings below all layers slowest. Each layer has a
    /// group that decays and one that does not; groups without parameters are omitted. With a factor of 1, the only
    /// effect is that layers can be active one by one.
    ///
    /// - Parameters:
    ///   - factor: Greater than 0, at most 1.
    ///   - layer: Maps a parameter's name to its layer, the lowest being 0; -1 for embeddings, `nil` for a head.
    public static func layered(
        by factor: Double, decayedBy weightDecay: Float, in gradients: GradientStore, layer: (String) -> Int?
    ) -> [ParameterGroup] {
        precondition(factor > 0 && factor <= 1, "the factor of layers must be greater than 0 and at most 1")
        let entries = gradients.layout.entries
        let layers = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, layer($0.name)) })
        let layerCount = (layers.values.compactMap(\.self).max() ?? -1) + 1
        return (0...layerCount + 1).flatMap { depth in
            [true, false].map { decays in
                ParameterGroup(
                    learningRateFactor: Float(pow(factor, Double(depth))), weightDecay: decays ? weightDecay : 0,
                    in: gradients
                ) { entry in
                    let layer = layers[entry.name] ?? nil
                    return depth == (layer.map { layerCount - $0 } ?? 0) && Self.decays(entry.name) == decays
                }
            }
        }.filter { !$0.parameters.isEmpty }
    }

    /// Returns true if the usual recipe decays a parameter: a weight, but not of a normalization.
    public static func decays(_ name: String) -> Bool {
        !name.contains("bias") && !name.contains("LayerNorm") && !name.contains("layer_norm")
    }
}
