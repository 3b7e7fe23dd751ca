public import Checkpoints
import InputOutput

/// A family of encoders: its names and a few choices. All families share the same blocks.
public struct EncoderFamily: Sendable {
    /// The family's name in `config.json`.
    public let modelType: String
    /// The prefix of its architectures' names, for instance `Bert` in `BertForSequenceClassification`.
    public let architecturePrefix: String
    /// The tensor names in its checkpoints.
    public let tensorNames: any TensorNameTable.Type
    /// Its head for sequence classification.
    public let classificationHead: ClassificationHeadDescription
    let settings: EncoderSettingNames
    let parameters: EncoderParameterNames
    let positions: PositionNumbering

    /// All supported families.
    public static let all: [EncoderFamily] = [.bert, .distilBERT, .electra, .mpnet]

    /// Finds the family that a configuration names.
    ///
    /// - Throws: `FledgeError` if the family is not supported.
    public init(_ configuration: ModelConfiguration) throws {
        guard let family = EncoderFamily.all.first(where: { $0.modelType == configuration.modelType }) else {
            throw FledgeError(
                .data, at: "\(configuration.path): model_type", "this family of encoders is not supported",
                expected: "one of \(EncoderFamily.all.map(\.modelType).joined(separator: ", "))",
                found: Self.found(configuration), advice: Self.advice(configuration))
        }
        self = family
    }

    /// The family that a configuration names, or the architectures that it names instead.
    private static func found(_ configuration: ModelConfiguration) -> String {
        if !configuration.modelType.isEmpty { return configuration.modelType }
        let architectures = configuration.architectures.joined(separator: ", ")
        return architectures.isEmpty ? "none" : "none, and the architecture \(architectures)"
    }

    /// The advice if neither `model_type` nor the architectures of the configuration are given.
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

    /// The architecture of a checkpoint: the one in its configuration or, if it names none, the one inferred from its
    /// heads.
    public func architecture(of configuration: ModelConfiguration, weights: any WeightsSource) -> String {
        if let name = configuration.architectures.first { return name }
        let names = Set(weights.allTensors.map { tensorNames.canonical($0.name) })
        return tensorNames.architecture(of: names, labels: try? configuration.labels)
    }

    /// The architecture that `config.json` names for a task, for instance `BertForSequenceClassification`.
    public func architecture(for task: String) -> String { "\(architecturePrefix)For\(task)" }
}

extension EncoderFamily: Equatable, CustomStringConvertible {
    /// Compares families by name.
    public static func == (left: EncoderFamily, right: EncoderFamily) -> Bool { left.modelType == right.modelType }

    public var description: String { modelType }
}
