public import Checkpoints
public import Encoders
import InputOutput
public import TensorKernels

/// An encoder with a classification head, and the parameters of both.
public struct SequenceClassificationModel: Sendable {
    /// The configuration with the labels in it, as it is written beside the weights.
    public let configuration: ModelConfiguration
    /// The names of the classes, in the order of the logits.
    public let labels: [String]
    public let encoder: TransformerEncoder
    public let head: SequenceClassificationHead
    public let parameters: ParameterStore
    /// What became of each tensor of the checkpoint.
    public let report: LoadReport

    /// Loads a fine-tuned classifier: the head must be in the checkpoint and the labels in its configuration.
    ///
    /// - Parameter allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(directory: String, allowance: LoadAllowance = LoadAllowance()) throws {
        let configuration = try ModelConfiguration(directory: directory)
        guard let labels = try configuration.classifierLabels else {
            throw FledgeError(
                .data, at: configuration.path, "the model has no labels: it is not a classifier",
                expected: "id2label", found: "no such key",
                advice: "fine-tune it first with: fledge train --model \(directory) --train FILE --output DIR")
        }
        try configuration.requireSingleLabels()
        try self.init(configuration, labels: labels, directory: directory, allowance: allowance)
    }

    /// Loads a pretrained encoder and puts a new head for the labels on top of it.
    ///
    /// A classifier that the checkpoint has already is kept where its labels are the same.
    ///
    /// - Parameters:
    ///   - generator: Where the new weights come from: normal with the configuration's standard deviation.
    ///   - allowance: What the checkpoint may lack or have too much of.
    public init(
        pretrained directory: String, labels: [String], using generator: inout some RandomNumberGenerator,
        allowance: LoadAllowance = LoadAllowance()
    ) throws {
        var configuration = try ModelConfiguration(directory: directory)
        let head = try EncoderFamily(configuration).classificationHead
        let hasSameLabels = (try? configuration.classifierLabels) == labels
        configuration.setLabels(labels)
        try self.init(
            configuration, labels: labels, directory: directory, mayBeNew: head.contains,
            isUnused: { head.containsOutput(parameter: $0) && !hasSameLabels }, allowance: allowance)
        for name in report.newlyInitialised where name.hasSuffix(".weight") {
            guard let index = parameters.layout.index(of: name) else { continue }
            if name.lowercased().contains("layernorm") || name.contains("layer_norm") {
                parameters.values(index).update(repeating: 1)
            } else {
                parameters.values(index).fillNormal(
                    standardDeviation: encoder.configuration.initializerRange, using: &generator)
            }
        }
    }

    private init(
        _ configuration: ModelConfiguration, labels: [String], directory: String,
        mayBeNew: (String) -> Bool = { _ in false }, isUnused: (String) -> Bool = { _ in false },
        allowance: LoadAllowance
    ) throws {
        var layout = ParameterLayout()
        let settings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(settings, in: &layout)
        head = SequenceClassificationHead(on: settings, classCount: labels.count, in: &layout)
        (parameters, report) = try ParameterStore.load(
            layout, from: Checkpoint.weights(directory: directory), names: settings.family.tensorNames,
            mayBeNew: mayBeNew,
            isUnused: { isUnused($0) || settings.family.isUnused($0, withClassificationHead: true) },
            allowance: allowance)
        self.configuration = configuration
        self.labels = labels
    }

    /// The logits of each sequence, `[sequences, classes]`, in the context's arena.
    public func logits(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context, tokens: .first), context).logits
    }

    /// One forward and backward pass: adds the gradients of the loss to the context's.
    ///
    /// - Parameters:
    ///   - labels: The class of each sequence.
    ///   - weight: What each sequence's loss is multiplied by.
    /// - Returns: The weighted sum of the losses.
    public func addGradients(_ batch: TokenBatch, labels: [Int], weight: Double, _ context: PassContext) -> Double {
        let (first, saved) = encoder.forwardForTraining(batch, context, tokens: .first)
        let (loss, firstGradient) = addHeadGradients(
            first, labels: labels, weight: weight, stopping: saved.isFrozen, context)
        if let firstGradient { encoder.backward(firstGradient, batch: batch, saved: saved, context) }
        return loss
    }

    /// The same for the head alone, on first-token states that were computed before.
    public func addHeadGradients(
        _ first: Matrix, labels: [Int], weight: Double, stopping: Bool, _ context: PassContext
    ) -> (loss: Double, firstGradient: Matrix?) {
        let (logits, saved) = head.forward(first, context)
        let logitsGradient = context.arena.matrix(rows: logits.rows, columns: logits.columns)
        let loss = CrossEntropy.loss(logits, labels: labels, weight: weight, gradient: logitsGradient)
        return (loss, head.backward(logitsGradient, saved: saved, stopping: stopping, context))
    }
}
