public import Checkpoints
import InputOutput

/// What tells one family of encoders from another: names and a few choices. The blocks are the same for all.
public struct EncoderFamily: Sendable {
    /// The family's name in `config.json`.
    public let modelType: String
    /// What the names of its architectures begin with, for instance `Bert` in `BertForSequenceClassification`.
    public let architecturePrefix: String
    /// How its checkpoints name their tensors.
    public let tensorNames: any TensorNameTable.Type
    /// What it puts on top for the classification of sequences.
    public let classificationHead: ClassificationHeadDescription
    let settings: EncoderSettingNames
    let parameters: EncoderParameterNames
    let positions: PositionNumbering

    /// All families that there are.
    public static let all: [EncoderFamily] = [.bert, .distilBERT, .electra, .mpnet]

    /// The family that a configuration names.
    ///
    /// - Throws: `FledgeError` where it is none of ours.
    public init(_ configuration: ModelConfiguration) throws {
        guard let family = EncoderFamily.all.first(where: { $0.modelType == configuration.modelType }) else {
            throw FledgeError(
                .data, at: "\(configuration.path): model_type", "this family of encoders is not supported",
                expected: "one of \(EncoderFamily.all.map(\.modelType).joined(separator: ", "))",
                found: Self.found(configuration), advice: Self.advice(configuration))
        }
        self = family
    }

    /// The family that a configuration names, or what it says instead.
    private static func found(_ configuration: ModelConfiguration) -> String {
        if !configuration.modelType.isEmpty { return configuration.modelType }
        let architectures = configuration.architectures.joined(separator: ", ")
        return architectures.isEmpty ? "none" : "none, and the architecture \(architectures)"
    }

    /// The advice if the family is not named and the weights do not tell it either.
    private static func advice(_ configuration: ModelConfiguration) -> String? {
        guard configuration.modelType.isEmpty, configuration.architectures.isEmpty else { return nil }
        return "if the model is of one of these families, add it to config.json, for instance \"model_type\": \"bert\""
    }

    init(
        modelType: String, architecturePrefix: String, tensorNames: any TensorNameTable.Type,
        classificationHead: ClassificationHeadDescription, settings: EncoderSettingNames,
        parameters: EncoderParameterNames, positions: PositionNumbering = .fromZero
    ) {
        self.modelType = modelType
        self.architecturePrefix = architecturePrefix
        self.tensorNames = tensorNames
        self.classificationHead = classificationHead
        self.settings = settings
        self.parameters = parameters
        self.positions = positions
    }

    /// The architecture of a checkpoint: what its configuration names or, where it names none, what its heads tell.
    public func architecture(of configuration: ModelConfiguration, weights: any WeightsSource) -> String {
        if let name = configuration.architectures.first { return name }
        let names = Set(weights.allTensors.map { tensorNames.canonical($0.name) })
        return tensorNames.architecture(of: names, labels: try? configuration.labels)
    }

    /// The architecture that `config.json` names for a task, for instance `BertForSequenceClassification`.
    public func architecture(for task: String) -> String { "\(architecturePrefix)For\(task)" }
}

extension EncoderFamily: Equatable, CustomStringConvertible {
    /// Families are the same where their names are.
    public static func == (left: EncoderFamily, right: EncoderFamily) -> Bool { left.modelType == right.modelType }

    public var description: String { modelType }
}
