public import Checkpoints
public import Encoders
public import Entities
import InputOutput
public import TensorKernels

/// An encoder with a head that scores every tag for each token, and optionally a conditional random field over the
/// tags.
public struct TokenClassificationModel: TaskModel {
    public let configuration: ModelConfiguration
    /// The tags that the outputs stand for.
    public let tags: TagSet
    public let settings: TokenClassifierSettings
    public let encoder: TransformerEncoder
    public let head: TokenClassificationHead
    /// Scores of neighboring tags; `nil` if each word is scored independently.
    public let field: LinearChainCRF?
    public let parameters: ParameterStore
    public let report: LoadReport

    public var labels: [String] { tags.labels }

    /// Loads a fine-tuned model: the head must be in the checkpoint and the tags in its configuration. Adapters are
    /// merged into their base model.
    ///
    /// - Parameter allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    /// - Throws: `FledgeError` naming the file and the problem.
    public init(_ directory: ModelDirectory, allowance: LoadAllowance = LoadAllowance()) throws {
        let (configuration, adapters) = (directory.configuration, directory.adapters)
        guard configuration.namesEntities, let labels = try configuration.classifierLabels else {
            throw FledgeError(
                .data, at: "\(configuration.path): architectures", "the model names no entities",
                expected: "an architecture that ends in ForTokenClassification",
                found: configuration.values["architectures"]?.excerpt ?? "none",
                advice: "fine-tune it first with: fledge train --task entities --model \(directory.path) --train FILE "
                    + "--output DIR")
        }
        let names = directory.family.tensorNames
        let isNew = { (name: String) in adapters?.contains(parameter: name, names: names) ?? false }
        var settings = try TokenClassifierSettings(configuration)
        settings.findTagScheme(inRecordOf: directory.path, labels: labels)
        try self.init(
            configuration, tags: settings.tags(labels, path: configuration.path), settings: settings,
            weights: directory.weights(), mayBeNew: isNew, isUnused: isNew, allowance: allowance)
        try adapters?.apply(to: parameters, names: names, on: .shared)
    }

    /// Loads a pretrained encoder and puts a new head for the tags on top of it.
    ///
    /// If the checkpoint already has a head for the same tags, it is kept.
    ///
    /// - Parameters:
    ///   - generator: The source of the new weights: normally distributed with the configuration's standard deviation.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
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
            configuration, tags: tags, settings: settings, weights: Checkpoint.weights(directory: directory),
            mayBeNew: Self.isInHead,
            isUnused: { Self.isInHead($0) && !hasSameTags }, allowance: allowance)
        initializeNewParameters(using: &generator)
    }

    private init(
        _ configuration: ModelConfiguration, tags: TagSet, settings: TokenClassifierSettings,
        weights: @autoclosure () throws -> any WeightsSource,
        mayBeNew: (String) -> Bool, isUnused: (String) -> Bool, allowance: LoadAllowance
    ) throws {
        var layout = ParameterLayout()
        let encoderSettings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(encoderSettings, in: &layout)
        head = TokenClassificationHead(on: encoderSettings, tagCount: tags.tags.count, in: &layout)
        field = settings.hasField ? LinearChainCRF(tagCount: tags.tags.count, in: &layout) : nil
        (parameters, report) = try ParameterStore.load(
            layout, from: weights(), names: encoderSettings.family.tensorNames,
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

    /// The decoding of scores into tags, with the parameters' current values.
    public func decoding() -> TagDecoding { TagDecoding(tags, field: field?.scores(parameters)) }

    /// The scores of the tags for all tokens, `[tokens, tags]`, in the context's arena.
    public func logits(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context), context).logits
    }

    /// Runs one forward and backward pass, and adds the gradients of a loss to the context's.
    ///
    /// - Parameters:
    ///   - rows: The tokens that the loss is computed on, each once.
    ///   - loss: Receives their scores, `[rows, tags]`, writes the gradient with respect to them, and returns the loss.
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
