public import Checkpoints
public import Encoders
import InputOutput
public import TensorKernels

/// An encoder with a classification head, and the parameters of both.
public struct SequenceClassificationModel: TaskModel {
    /// The configuration including the labels, as written next to the weights.
    public let configuration: ModelConfiguration
    /// The names of the classes, in the order of the logits.
    public let labels: [String]
    /// The settings that give the logits their meaning.
    public let settings: ClassifierSettings
    public let encoder: TransformerEncoder
    public let head: SequenceClassificationHead
    public let parameters: ParameterStore
    /// The outcome for each tensor of the checkpoint.
    public let report: LoadReport

    /// Loads a fine-tuned classifier: the head must be in the checkpoint and the labels in its configuration. Adapters
    /// are merged into their base model.
    ///
    /// - Parameters:
    ///   - task: The task, if the configuration does not specify it; multi-label, for instance.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    /// - Throws: `FledgeError` naming the file and the problem.
    public init(
        _ directory: ModelDirectory, task: TextTask? = nil, allowance: LoadAllowance = LoadAllowance()
    ) throws {
        var configuration = directory.configuration
        try OutputActivation.complete(&configuration, ofModel: directory.path)
        try Self.requireWholeTexts(configuration)
        guard let labels = try configuration.classifierLabels else { throw Self.noLabels(directory) }
        try Self.requireDistinct(labels, configuration)
        let (family, adapters) = (directory.family, directory.adapters)
        if adapters == nil { try Self.requireHead(directory, allowance: allowance) }
        let isAdapted = { adapters?.contains(parameter: $0, names: family.tensorNames) ?? false }
        try self.init(
            configuration, labels: labels, weights: directory.weights(), mayBeNew: isAdapted,
            isUnused: { family.classificationHead.containsOutput(parameter: $0) && isAdapted($0) },
            task: task, allowance: allowance)
        try adapters?.apply(to: parameters, names: family.tensorNames, on: .shared)
    }

    private static func noLabels(_ directory: ModelDirectory) -> FledgeError {
        if let adapters = directory.adapters {
            return FledgeError(
                .data, at: adapters.settingsPath, "the adapters are not those of a classifier",
                expected: "task_type \"SEQ_CLS\", or a config.json with id2label beside the adapters",
                found: "neither of them")
        }
        return FledgeError(
            .data, at: directory.configuration.path, "the model has no labels: it is not a classifier",
            expected: "id2label", found: "no such key",
            advice: "fine-tune it first with: fledge train --model \(directory.path) --train FILE --output DIR")
    }

    /// Checks that a checkpoint with a token classification head also has the dense layer of a sequence classification
    /// head, which would otherwise be random.
    private static func requireHead(_ directory: ModelDirectory, allowance: LoadAllowance) throws {
        // Weights that cannot be opened cause an error when they are loaded.
        guard let weights = try? directory.weights() else { return }
        let (family, configuration) = (directory.family, directory.configuration)
        let names = Set(weights.allTensors.map { family.tensorNames.canonical($0.name) })
        let head = family.classificationHead
        let dense = "\(head.denseName).weight"
        guard !names.contains(dense), !allowance.allowsMissing(dense),
            names.contains("\(TokenClassificationHead.outputName).weight")
        else { return }
        let tokens = family.architecture(for: "TokenClassification")
        throw FledgeError(
            .data, at: weights.path, "the weights lack a layer of the head that classifies whole texts",
            expected: "\(dense), as \(family.architecture(for: "SequenceClassification")) has it",
            found: "a head for tokens, as \(tokens) has it",
            advice: "if the model labels tokens, write \"architectures\": [\"\(tokens)\"] in \(configuration.path)")
    }

    private static func requireWholeTexts(_ configuration: ModelConfiguration) throws {
        guard !configuration.namesEntities else {
            throw FledgeError(
                .data, at: "\(configuration.path): architectures",
                "the model names entities: it says nothing of whole texts",
                expected: "an architecture that ends in ForSequenceClassification",
                found: configuration.values["architectures"]?.excerpt ?? "none")
        }
    }

    /// Checks that each label's name belongs to one output, since predictions are reported by name.
    private static func requireDistinct(_ labels: [String], _ configuration: ModelConfiguration) throws {
        var indices: [String: Int] = [:]
        for (index, label) in labels.enumerated() {
            guard let first = indices.updateValue(index, forKey: label) else { continue }
            throw FledgeError(
                .data, at: "\(configuration.path): id2label", "two classes have the same name",
                expected: "a name for each class", found: "\"\(label)\" for the classes \(first) and \(index)",
                advice: "rename one of them in the file")
        }
    }

    /// Loads a pretrained encoder and puts a new head for the labels on top of it.
    ///
    /// If the checkpoint already has a classifier with the same labels, it is kept.
    ///
    /// - Parameters:
    ///   - columns: The columns that the model is trained on, which are saved in its directory.
    ///   - generator: The source of the new weights: normally distributed with the configuration's standard deviation.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    public init(
        pretrained directory: String, labels: [String], task: TextTask = .singleLabel, columns: TrainedColumns? = nil,
        using generator: inout some RandomNumberGenerator, allowance: LoadAllowance = LoadAllowance()
    ) throws {
        var configuration = try ModelConfiguration(directory: directory)
        let head = try EncoderFamily(configuration).classificationHead
        let hasSameLabels = (try? configuration.classifierLabels) == labels
        configuration.setLabels(labels)
        var settings = ClassifierSettings()
        settings.task = task
        settings.columns = columns
        settings.write(to: &configuration)
        try self.init(
            configuration, labels: labels, weights: Checkpoint.weights(directory: directory), mayBeNew: head.contains,
            isUnused: { head.containsOutput(parameter: $0) && !hasSameLabels }, allowance: allowance)
        initializeNewParameters(using: &generator)
    }

    /// Runs `body` while the output layer's logits are multiplied by `factor` and increased by `summand`; afterwards
    /// the weights are restored.
    package func withRescaledOutput<Result>(
        factor: Double, adding summand: Double, _ body: () throws -> Result
    ) rethrows -> Result {
        let indices = ["weight", "bias"].compactMap {
            parameters.layout.index(of: "\(head.description.outputName).\($0)")
        }
        let originals = indices.map { Array(parameters.values($0)) }
        rescaleOutput(factor: factor, adding: summand)
        defer {
            for (index, original) in zip(indices, originals) {
                let values = parameters.values(index)
                for position in values.indices { values[position] = original[position] }
            }
        }
        return try body()
    }

    /// Changes the output layer so that its logits are multiplied by `factor` and then increased by `summand`.
    private func rescaleOutput(factor: Double, adding summand: Double) {
        for (name, summand) in [("weight", 0), ("bias", summand)] {
            guard let index = parameters.layout.index(of: "\(head.description.outputName).\(name)") else { continue }
            let values = parameters.values(index)
            for position in values.indices { values[position] = Float(Double(values[position]) * factor + summand) }
        }
    }

    private init(
        _ configuration: ModelConfiguration, labels: [String], weights: @autoclosure () throws -> any WeightsSource,
        mayBeNew: (String) -> Bool, isUnused: (String) -> Bool, task: TextTask? = nil, allowance: LoadAllowance
    ) throws {
        settings = try ClassifierSettings(configuration, labelCount: labels.count, task: task)
        var layout = ParameterLayout()
        let encoderSettings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(encoderSettings, in: &layout)
        head = SequenceClassificationHead(on: encoderSettings, classCount: labels.count, in: &layout)
        (parameters, report) = try ParameterStore.load(
            layout, from: weights(), names: encoderSettings.family.tensorNames,
            mayBeNew: mayBeNew,
            isUnused: { isUnused($0) || encoderSettings.family.isUnused($0, withClassificationHead: true) },
            allowance: allowance)
        self.configuration = configuration
        self.labels = labels
    }

    /// The logits of each sequence, `[sequences, classes]`, in the context's arena.
    public func logits(_ batch: TokenBatch, _ context: PassContext) -> Matrix {
        head.forward(encoder.forward(batch, context, tokens: .first), context).logits
    }

    /// Runs one forward and backward pass, and adds the gradients of a loss to the context's.
    ///
    /// - Parameters:
    ///   - dropoutSamples: The number of dropout masks in the head, over which the losses are averaged (Inoue, 2019).
    ///   - loss: Receives the logits, writes the gradient with respect to them, and returns the loss.
    /// - Returns: The loss.
    public func addGradients(
        _ batch: TokenBatch, dropoutSamples: Int = 1, _ context: PassContext,
        loss: (_ logits: Matrix, _ gradient: Matrix) -> Double
    ) -> Double {
        let (first, saved) = encoder.forwardForTraining(batch, context, tokens: .first)
        let (loss, firstGradient) = addHeadGradients(
            first, dropoutSamples: dropoutSamples, stopping: saved.isFrozen, context, loss: loss)
        if let firstGradient { encoder.backward(firstGradient, batch: batch, saved: saved, context) }
        return loss
    }

    /// Runs the pass for the head alone, on precomputed hidden states of first tokens.
    ///
    /// - Parameter stopping: True if nothing below the head is trained.
    public func addHeadGradients(
        _ first: Matrix, dropoutSamples: Int = 1, stopping: Bool, _ context: PassContext,
        loss: (_ logits: Matrix, _ gradient: Matrix) -> Double
    ) -> (loss: Double, firstGradient: Matrix?) {
        var sum = 0.0
        var firstGradient: Matrix?
        for sample in 0..<dropoutSamples {
            var context = context
            // The first sample has the same masks as a single sample.
            context.dropoutKey = context.dropoutKey.map { $0 &+ UInt64(sample) &* 0xBF58_476D_1CE4_E5B9 }
            let (logits, saved) = head.forward(first, context)
            let logitsGradient = context.arena.matrix(rows: logits.rows, columns: logits.columns)
            sum += loss(logits, logitsGradient)
            if dropoutSamples > 1 {
                for index in logitsGradient.elements.indices { logitsGradient.elements[index] /= Float(dropoutSamples) }
            }
            let gradient = head.backward(logitsGradient, saved: saved, stopping: stopping, context)
            if let gradient, let total = firstGradient {
                total.add(gradient, rows: 0..<total.rows)
            } else {
                firstGradient = gradient
            }
        }
        return (sum / Double(dropoutSamples), firstGradient)
    }
}
