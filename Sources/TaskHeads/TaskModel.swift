public import Checkpoints
public import Encoders
public import TensorKernels

/// An encoder with a task's head, and the parameters of both.
public protocol TaskModel: Sendable {
    /// The configuration including the labels, as written next to the weights.
    var configuration: ModelConfiguration { get }
    /// The names of the outputs.
    var labels: [String] { get }
    var encoder: TransformerEncoder { get }
    var parameters: ParameterStore { get }
    /// The outcome for each tensor of the checkpoint.
    var report: LoadReport { get }
}

extension TaskModel {
    /// Gives a parameter the values of a new model: 1 for normalization weights, 0 for biases, and normally distributed
    /// values with the configuration's standard deviation for everything else.
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

    /// Initializes the parameters that were missing from the checkpoint.
    func initializeNewParameters(using generator: inout some RandomNumberGenerator) {
        for name in report.newlyInitialised {
            if let index = parameters.layout.index(of: name) { initialize(index, using: &generator) }
        }
    }
}
