public import Checkpoints
public import TensorKernels

/// A pretrained encoder without a head, and its parameters.
public struct EncoderModel: Sendable {
    public let configuration: ModelConfiguration
    public let encoder: BERTEncoder
    public let parameters: ParameterStore
    /// What became of each tensor of the checkpoint; heads that it has are not used.
    public let report: LoadReport

    /// Loads the weights beside a configuration.
    public init(_ configuration: ModelConfiguration, directory: String) throws {
        self.configuration = configuration
        var layout = ParameterLayout()
        encoder = BERTEncoder(try BERTConfiguration(configuration), in: &layout)
        parameters = ParameterStore(layout: layout)
        report = try parameters.load(
            directory: directory, mayBeNew: { _ in false },
            isUnused: { $0.hasPrefix("pooler.") || $0.hasPrefix("classifier.") })
    }
}
