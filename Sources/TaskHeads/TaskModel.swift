public import Checkpoints
public import Encoders
public import TensorKernels

/// An encoder with what a task puts on top of it, and the parameters of both.
public protocol TaskModel: Sendable {
    /// The configuration with the labels in it, as it is written beside the weights.
    var configuration: ModelConfiguration { get }
    /// The names of the outputs.
    var labels: [String] { get }
    var encoder: TransformerEncoder { get }
    var parameters: ParameterStore { get }
    /// What became of each tensor of the checkpoint.
    var report: LoadReport { get }
}

extension TaskModel {
    /// Gives a parameter the values of a new model: normalisations 1, biases 0, all else normal with the configuration's
    /// standard deviation.
    package func initialize(_ index: ParameterLayout.Index, using generator: inout some RandomNumberGenerator) {
        let name = parameters.layout[index].name
        let values = parameters.values(index)
        if !name.hasSuffix(".weight") {
            values.update(repeating: 0)
        } else if name.lowercased().contains("layernorm") || name.contains("layer_norm") {
            values.update(repeating: 1)
        } else {
            values.fillNormal(standardDeviation: encoder.configuration.initializerRange, using: &generator)
        }
    }

    /// Gives the parameters that the checkpoint did not have the values of a new model.
    func initializeNewParameters(using generator: inout some RandomNumberGenerator) {
        for name in report.newlyInitialised {
            if let index = parameters.layout.index(of: name) { initialize(index, using: &generator) }
        }
    }
}
