import Encoders
import InputOutput
import TaskHeads
import TensorKernels

/// Reinitializes the top layers, whose weights are the most specific to the pretraining task (Zhang et al., 2021).
enum LayerReinitialization {
    /// Gives all of a model's parameters new values.
    static func applyToAll(
        of model: any TaskModel, using generator: inout some RandomNumberGenerator
    ) -> [String] {
        let layout = model.parameters.layout
        for index in layout.indices { model.initialize(index, using: &generator) }
        return layout.entries.map(\.name)
    }

    /// Gives the top layers the weights that a new model would have.
    ///
    /// - Returns: The names of the reinitialized parameters.
    /// - Throws: `FledgeError` if the model has fewer layers.
    static func apply(
        layers count: Int, of model: any TaskModel, using generator: inout some RandomNumberGenerator
    ) throws -> [String] {
        let encoder = model.encoder.configuration
        guard count <= encoder.layerCount else {
            throw FledgeError(
                .usage, "there are more layers to reinitialize than the model has",
                expected: "at most \(encoder.layerCount)", found: "\(count)")
        }
        let layout = model.parameters.layout
        let chosen = layout.indices.filter {
            (encoder.layer(ofParameter: layout[$0].name) ?? -1) >= encoder.layerCount - count
        }
        for index in chosen { model.initialize(index, using: &generator) }
        return chosen.map { layout[$0].name }
    }
}
