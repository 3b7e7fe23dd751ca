public import Checkpoints
public import TensorKernels

/// A pretrained encoder without a head, and its parameters.
public struct EncoderModel: Sendable {
    public let configuration: ModelConfiguration
    public let encoder: TransformerEncoder
    public let parameters: ParameterStore
    /// The outcome for each tensor of the checkpoint; its heads, if any, are not used.
    public let report: LoadReport

    /// Loads the weights of a directory.
    ///
    /// - Parameter allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    /// - Throws: `FledgeError` if configuration and weights are not those of a supported encoder.
    public init(
        _ configuration: ModelConfiguration, directory: String, allowance: LoadAllowance = LoadAllowance()
    ) throws {
        try self.init(configuration, allowance: allowance) { try Checkpoint.weights(directory: directory) }
    }

    /// Loads weights that have been opened.
    package init(
        _ configuration: ModelConfiguration, allowance: LoadAllowance, weights: () throws -> any WeightsSource
    ) throws {
        self.configuration = configuration
        var layout = ParameterLayout()
        let settings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(settings, in: &layout)
        (parameters, report) = try ParameterStore.load(
            layout, from: weights(), names: settings.family.tensorNames,
            isUnused: { settings.family.isUnused($0, withClassificationHead: false) }, allowance: allowance)
    }
}
