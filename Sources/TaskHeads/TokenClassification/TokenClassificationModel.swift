public import Checkpoints
public import Encoders
public import Entities
import InputOutput
public import TensorKernels

/// An encoder with a head that gives every token a score for each tag, and perhaps a conditional random field over them.
public struct TokenClassificationModel: TaskModel {
    public let configuration: ModelConfiguration
    /// What each output stands for.
    public let tags: TagSet
    public let settings: TokenClassifierSettings
    public let encoder: TransformerEncoder
    public let head: TokenClassificationHead
    /// Scores of neighbouring tags; `nil` where each word's scores stand for themselves.
    public let field: LinearChainCRF?
    public let parameters: ParameterStore
    public let report: LoadReport

    public var labels: [String] { tags.labels }

    /// Loads a fine-tuned model: the head must be in the checkpoint and the tags in its configuration. Adapters of a
    /// pretrained model are merged with it.
    ///
    /// - Parameter allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(directory: String, allowance: LoadAllowance = LoadAllowance()) throws {
        let adapters = try AdapterDirectory.exists(at: directory) ? AdapterDirectory(directory) : nil
        let configuration = try adapters?.configuration() ?? ModelConfiguration(directory: directory)
        _ = try EncoderFamily(configuration)
        guard configuration.namesEntities, let labels = try configuration.classifierLabels else {
            throw FledgeError(
                .data, at: "\(configuration.path): architectures", "the model names no entities",
                expected: "an architecture that ends in ForTokenClassification",
                found: configuration.values["architectures"]?.excerpt ?? "none",
                advice: "fine-tune it first with: fledge train --task entities --model \(directory) --train FILE "
                    + "--output DIR")
        }
        let names = try EncoderFamily(configuration).tensorNames
        let isNew = { (name: String) in adapters?.contains(parameter: name, names: names) ?? false }
        var settings = try TokenClassifierSettings(configuration)
        settings.findTagScheme(inRecordOf: directory, labels: labels)
        try self.init(
            configuration, tags: settings.tags(labels, path: configuration.path), settings: settings,
            directory: adapters?.base ?? directory, mayBeNew: isNew, isUnused: isNew, allowance: allowance)
        try adapters?.apply(to: parameters, names: encoder.configuration.family.tensorNames, on: .shared)
    }

    /// Loads a pretrained encoder and puts a new head for the tags on top of it.
    ///
    /// A head that the checkpoint has already is kept where it is for the same tags.
    ///
    /// - Parameters:
    ///   - generator: Where the new weights come from: normal with the configuration's standard deviation.
    ///   - allowance: What the checkpoint may lack or have too much of.
    public init(
        pretrained directory: String, tags: TagSet, settings: TokenClassifierSettings = TokenClassifierSettings(),
        using generator: inout some RandomNumberGenerator, allowance: LoadAllowance = LoadAllowance()
    ) throws {
        var configuration = try ModelConfiguration(directory: directory)
        let hasSameTags = configuration.namesEntities && (try? configuration.classifierLabels) == tags.labels
        configuration.setLabels(tags.labels)
        var settings = settings
        settings.tagScheme = tags.isSchemeAssumed ? nil : tags.scheme
        settings.write(to: &configuration)
        try self.init(
            configuration, tags: tags, settings: settings, directory: directory, mayBeNew: Self.isInHead,
            isUnused: { Self.isInHead($0) && !hasSameTags }, allowance: allowance)
        initializeNewParameters(using: &generator)
    }

    private init(
        _ configuration: ModelConfiguration, tags: TagSet, settings: TokenClassifierSettings, directory: String,
        mayBeNew: (String) -> Bool, isUnused: (String) -> Bool, allowance: LoadAllowance
    ) throws {
        var layout = ParameterLayout()
        let encoderSettings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(encoderSettings, in: &layout)
        head = TokenClassificationHead(on: encoderSettings, tagCount: tags.tags.count, in: &layout)
        field = settings.hasField ? LinearChainCRF(tagCount: tags.tags.count, in: &layout) : nil
        (parameters, report) = try ParameterStore.load(
            layout, from: Checkpoint.weights(directory: directory), names: encoderSettings.family.tensorNames,
            mayBeNew: mayBeNew,
            isUnused: { name in
                Self.isInHead(name)
                    ? isUnused(name) : encoderSettings.family.isUnused(name, withClassificationHead: false)
            },
            allowance: allowance)
        self.configuration = configuration
        self.tags = tags
        self.settings = settings
    }

    private static func isInHead(_ parameter: String) -> Bool {
        TokenClassificationHead.contains(parameter: parameter) || LinearChainCRF.contains(parameter: parameter)
    }

    /// How words get their tags from their scores, with the parameters' present values.
    public func decoding() -> TagDecoding { TagDecoding(tags, field: field?.scores(parameters)) }

    /// The scores of the tags for all tokens, `[tokens, tags]`, in the context's arena.
    public func logits(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context), context).logits
    }

    /// One forward and backward pass: adds the gradients of a loss to the context's.
    ///
    /// - Parameters:
    ///   - rows: The tokens that the loss is about, each once.
    ///   - loss: Gets their scores, `[rows, tags]`, writes the gradient by them, and returns the loss.
    /// - Returns: The loss.
    public func addGradients(
        _ batch: TokenBatch, rows: [Int], _ context: PassContext, loss: (_ logits: Matrix, _ gradient: Matrix) -> Double
    ) -> Double {
        guard !rows.isEmpty else { return 0 }
        let (hidden, saved) = encoder.forwardForTraining(batch, context, tokens: .these(rows))
        let (logits, headSaved) = head.forward(hidden, numbers: rows, context)
        let gradient = context.arena.matrix(rows: logits.rows, columns: logits.columns)
        let value = loss(logits, gradient)
        if let hiddenGradient = head.backward(gradient, saved: headSaved, stopping: saved.isFrozen, context) {
            encoder.backward(hiddenGradient, batch: batch, saved: saved, context)
        }
        return value
    }
}
