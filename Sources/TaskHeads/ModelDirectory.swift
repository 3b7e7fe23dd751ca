public import Checkpoints
public import Encoders
import InputOutput

/// A model's directory whose configuration, adapters and weights have been opened, each once.
///
/// It is the source from which a model is loaded; the weights are read into memory only then.
public struct ModelDirectory {
    /// The path of the directory.
    public let path: String
    /// The configuration of the model: that of the directory or, for adapters, that of their base with them.
    public let configuration: ModelConfiguration
    public let family: EncoderFamily
    /// True if the directory contains adapters instead of a whole model.
    package var hasAdapters: Bool { adapters != nil }
    let adapters: AdapterDirectory?
    private let opened: Result<any WeightsSource, any Error>

    /// Opens a directory that a model is loaded from.
    ///
    /// - Throws: `FledgeError` if there is no such directory, it has no readable configuration, or the model's family is
    ///   not supported. Weights that cannot be opened are reported when they are needed, so that a problem with the
    ///   configuration is reported first.
    public init(_ path: String) throws {
        try Checkpoint.requireDirectory(path)
        self.path = path
        let adapters = try AdapterDirectory.exists(at: path) ? AdapterDirectory(path) : nil
        configuration = try adapters?.configuration() ?? ModelConfiguration(directory: path)
        family = try EncoderFamily(configuration)
        self.adapters = adapters
        opened = Result { try Checkpoint.weights(directory: adapters?.base ?? path) }
    }

    /// The weights of the model or, for adapters, of their base.
    ///
    /// - Throws: `FledgeError` if there are none, or they cannot be opened.
    public func weights() throws -> any WeightsSource { try opened.get() }

    /// Returns true if the model is to be used as a named-entity recognizer: because the user says so or, if `task` is
    /// `nil`, because its configuration does.
    package func namesEntities(task: TextTask?) -> Bool {
        task.map { $0 == .entities } ?? configuration.namesEntities
    }

    /// The head on top of the encoder: that of the architecture which the configuration names or, if the weights decide,
    /// that of their tensors.
    ///
    /// - Throws: `FledgeError` if the weights cannot be opened.
    package func head() throws -> ModelHead {
        if configuration.namesEntities { return .tokenClassification }
        if adapters != nil {
            let isClassifier = configuration.architectures.contains { $0.hasSuffix("ForSequenceClassification") }
            return isClassifier ? .sequenceClassification : .none
        }
        let hasOutput = try weights().allTensors.contains {
            family.classificationHead.containsOutput(parameter: family.tensorNames.canonical($0.name))
        }
        return hasOutput ? .sequenceClassification : .none
    }
}

/// The part of a model that turns the encoder's hidden states into outputs.
public enum ModelHead: String, Sendable, Encodable {
    /// Scores of the labels of whole texts.
    case sequenceClassification
    /// Scores of the tags of tokens.
    case tokenClassification
    /// No head: the hidden states are the output.
    case none
}
