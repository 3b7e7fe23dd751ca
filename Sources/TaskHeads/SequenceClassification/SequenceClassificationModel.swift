public import Checkpoints
public import Encoders
import InputOutput
public import TensorKernels

/// An encoder with a classification head, and the parameters of both.
public struct SequenceClassificationModel: TaskModel {
    /// The configuration with the labels in it, as it is written beside the weights.
    public let configuration: ModelConfiguration
    /// The names of the classes, in the order of the logits.
    public let labels: [String]
    /// What the logits mean.
    public let settings: ClassifierSettings
    public let encoder: TransformerEncoder
    public let head: SequenceClassificationHead
    public let parameters: ParameterStore
    /// What became of each tensor of the checkpoint.
    public let report: LoadReport

    /// Loads a fine-tuned classifier: the head must be in the checkpoint and the labels in its configuration. Adapters of a
    /// pretrained model are merged with it.
    ///
    /// - Parameters:
    ///   - task: What the model says of a text, if its configuration does not say so; several labels, for instance.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(directory: String, task: TextTask? = nil, allowance: LoadAllowance = LoadAllowance()) throws {
        if AdapterDirectory.exists(at: directory) {
            try self.init(adapters: directory, task: task, allowance: allowance)
            return
        }
        var configuration = try ModelConfiguration(directory: directory)
        try OutputActivation.complete(&configuration, ofModel: directory)
        let family = try EncoderFamily(configuration)
        try Self.requireWholeTexts(configuration)
        guard let labels = try configuration.classifierLabels else {
            throw FledgeError(
                .data, at: configuration.path, "the model has no labels: it is not a classifier",
                expected: "id2label", found: "no such key",
                advice: "fine-tune it first with: fledge train --model \(directory) --train FILE --output DIR")
        }
        try Self.requireDistinct(labels, configuration)
        try Self.requireHead(family, configuration, directory: directory, allowance: allowance)
        try self.init(configuration, labels: labels, directory: directory, task: task, allowance: allowance)
    }

    /// Makes sure that a head with the name of one for tokens has the layer of one for whole texts too; it would be random
    /// otherwise.
    private static func requireHead(
        _ family: EncoderFamily, _ configuration: ModelConfiguration, directory: String, allowance: LoadAllowance
    ) throws {
        // Weights that cannot be opened are an error when they are loaded.
        guard let weights = try? Checkpoint.weights(directory: directory) else { return }
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

    /// Makes sure that each label's name means one output: answers are given by names.
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

    /// Loads the pretrained model that adapters belong to, and merges them with it.
    private init(adapters directory: String, task: TextTask?, allowance: LoadAllowance) throws {
        let adapters = try AdapterDirectory(directory)
        var configuration = try adapters.configuration()
        try OutputActivation.complete(&configuration, ofModel: directory)
        try Self.requireWholeTexts(configuration)
        guard let labels = try configuration.classifierLabels else {
            throw FledgeError(
                .data, at: adapters.settingsPath, "the adapters are not those of a classifier",
                expected: "task_type \"SEQ_CLS\", or a config.json with id2label beside the adapters",
                found: "neither of them")
        }
        try Self.requireDistinct(labels, configuration)
        let family = try EncoderFamily(configuration)
        let isAdapters = { adapters.contains(parameter: $0, names: family.tensorNames) }
        try self.init(
            configuration, labels: labels, directory: adapters.base, mayBeNew: isAdapters,
            isUnused: { family.classificationHead.containsOutput(parameter: $0) && isAdapters($0) },
            task: task, allowance: allowance)
        try adapters.apply(to: parameters, names: family.tensorNames, on: .shared)
    }

    /// Loads a pretrained encoder and puts a new head for the labels on top of it.
    ///
    /// A classifier that the checkpoint has already is kept where its labels are the same.
    ///
    /// - Parameters:
    ///   - columns: The columns that it is trained on, which its directory remembers.
    ///   - generator: Where the new weights come from: normal with the configuration's standard deviation.
    ///   - allowance: What the checkpoint may lack or have too much of.
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
            configuration, labels: labels, directory: directory, mayBeNew: head.contains,
            isUnused: { head.containsOutput(parameter: $0) && !hasSameLabels }, allowance: allowance)
        initializeNewParameters(using: &generator)
    }

    /// Runs `body` while the output layer's logits are multiplied by `factor` and increased by `summand`; afterwards the
    /// weights are what they were.
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

    /// Changes the output layer so that its logits are multiplied by `factor`, after which `summand` is added.
    private func rescaleOutput(factor: Double, adding summand: Double) {
        for (name, summand) in [("weight", 0), ("bias", summand)] {
            guard let index = parameters.layout.index(of: "\(head.description.outputName).\(name)") else { continue }
            let values = parameters.values(index)
            for position in values.indices { values[position] = Float(Double(values[position]) * factor + summand) }
        }
    }

    private init(
        _ configuration: ModelConfiguration, labels: [String], directory: String,
        mayBeNew: (String) -> Bool = { _ in false }, isUnused: (String) -> Bool = { _ in false },
        task: TextTask? = nil, allowance: LoadAllowance
    ) throws {
        settings = try ClassifierSettings(configuration, labelCount: labels.count, task: task)
        var layout = ParameterLayout()
        let encoderSettings = try EncoderConfiguration(configuration)
        encoder = TransformerEncoder(encoderSettings, in: &layout)
        head = SequenceClassificationHead(on: encoderSettings, classCount: labels.count, in: &layout)
        (parameters, report) = try ParameterStore.load(
            layout, from: Checkpoint.weights(directory: directory), names: encoderSettings.family.tensorNames,
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

    /// One forward and backward pass: adds the gradients of a loss to the context's.
    ///
    /// - Parameters:
    ///   - dropoutSamples: The number of dropout masks in the head whose losses are averaged (Inoue, 2019).
    ///   - loss: Gets the logits, writes the gradient by them, and returns the loss.
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

    /// The same for the head alone, on first-token states that were computed before.
    ///
    /// - Parameter stopping: Whether nothing below the head is trained.
    public func addHeadGradients(
        _ first: Matrix, dropoutSamples: Int = 1, stopping: Bool, _ context: PassContext,
        loss: (_ logits: Matrix, _ gradient: Matrix) -> Double
    ) -> (loss: Double, firstGradient: Matrix?) {
        var sum = 0.0
        var firstGradient: Matrix?
        for sample in 0..<dropoutSamples {
            var context = context
            // The first sample has the masks that it would have alone.
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
