import Checkpoints
import Encoders
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// The contents of a checkpoint directory, as text and as JSON.
struct CheckpointFindings: Encodable {
    /// A tensor of the checkpoint or of the model.
    struct Tensor: Encodable {
        /// The name in the checkpoint; `nil` for a tensor that it lacks.
        let name: String?
        /// The name in the model.
        let canonicalName: String
        let elementType: String?
        let shape: [Int]
        let elements: Int
        let verdict: String
        let file: String?
    }

    let family: String, layers: Int, hiddenSize: Int, heads: Int, intermediateSize: Int, activation: String
    let vocabularySize: Int, positions: Int, parameters: Int
    let labels: [String]?
    let lengthLimit: Int, lengthLimitSource: String
    let pooling: String?
    let tokenizerWarnings: [String]
    let weightsFormat: String, weightsPath: String, weightsBytes: Int
    let report: LoadReport
    let tensors: [Tensor]

    /// - Throws: `FledgeError` if the directory cannot be read. Weights that do not fit the model are no error here; see
    ///   ``report``.
    init(directory: String, allowance: LoadAllowance) throws {
        let configuration = try ModelConfiguration(directory: directory)
        let settings = try EncoderConfiguration(configuration)
        let tokenizer = try Tokenizer(directory: directory)
        let names = settings.family.tensorNames
        let weights = try Checkpoint.weights(directory: directory)
        var layout = ParameterLayout()
        _ = TransformerEncoder(settings, in: &layout)
        let head = try CheckpointHead(configuration, on: settings, weights: weights, in: &layout)
        labels = head.labels
        let entries = layout.entries
        report = try LoadReport.match(
            source: weights, wanted: entries.map { ($0.name, $0.shape) }, mayBeNew: { _ in false },
            mayBeUnused: head.isUnused, allowance: allowance, names: names
        ).report
        try tokenizer.requireFits(vocabularySize: settings.vocabularySize, of: configuration.path)
        tokenizerWarnings = tokenizer.warnings
        family = configuration.modelType
        layers = settings.layerCount
        hiddenSize = settings.hiddenSize
        heads = settings.headCount
        intermediateSize = settings.intermediateSize
        activation = settings.activation.rawValue
        vocabularySize = settings.vocabularySize
        positions = settings.positionCount
        parameters = layout.parameterCount
        let limit = try LengthLimit(
            requested: nil, tokenizer: tokenizer, encoder: settings,
            overriding: try? SentenceTransformerSettings(directory: directory).limit)
        lengthLimit = limit.tokens
        lengthLimitSource = limit.source
        pooling = SentencePooling.summary(directory: directory)
        weightsFormat = weights.formatName
        weightsPath = weights.path
        weightsBytes = weights.allTensors.reduce(0) { $0 + $1.count * $1.elementType.byteCount }
        tensors = Self.tensors(weights, names, report)
    }

    private static func tensors(
        _ weights: any WeightsSource, _ names: any TensorNameTable.Type, _ report: LoadReport
    ) -> [Tensor] {
        var verdicts: [String: String] = [:]
        for name in report.loaded { verdicts[name] = "loaded" }
        for name in report.knownUnused { verdicts[name] = "not used" }
        for tensor in report.unexpected { verdicts[tensor.name] = "unexpected" }
        for tensor in report.misShaped { verdicts[tensor.name] = "of another shape" }
        let present = weights.allTensors.map { tensor in
            let canonicalName = names.canonical(tensor.name)
            return Tensor(
                name: tensor.storedName, canonicalName: canonicalName, elementType: tensor.elementType.rawValue,
                shape: tensor.shape, elements: tensor.count, verdict: verdicts[canonicalName] ?? "not used",
                file: tensor.file)
        }
        func absent(_ name: String, _ shape: [Int], _ verdict: String) -> Tensor {
            Tensor(
                name: nil, canonicalName: name, elementType: nil, shape: shape, elements: shape.reduce(1, *),
                verdict: verdict, file: nil)
        }
        return present + report.missing.map { absent($0.name, $0.shape, "missing") }
            + report.newlyInitialised.map { absent($0, [], "newly initialized") }
    }

    /// The contents as text.
    var summary: String {
        """
        family        \(family)
        encoder       \(layers) layers, hidden \(hiddenSize), \(heads) heads, intermediate \(intermediateSize), \
        \(activation)
        vocabulary    \(vocabularySize) pieces
        parameters    \(parameters) in use
        length limit  \(lengthLimit) tokens (\(lengthLimitSource)); \(positions) positions
        labels        \(labels?.joined(separator: ", ") ?? "none: not a classifier")
        pooling       \(pooling ?? "not given: embed needs --pooling")
        weights       \(weightsPath) (\(weightsFormat)), \(tensors.count { $0.file != nil }) tensors, \
        \(weightsBytes) bytes
        \(report)
        """
    }

    /// The contents as text, with a table of all tensors.
    var withTensors: String {
        var table = TextTable(header: ["tensor", "type", "verdict", "file", "shape", "elements"], leftColumns: 4)
        for tensor in tensors {
            table.add([
                tensor.name ?? tensor.canonicalName, tensor.elementType ?? "", tensor.verdict,
                tensor.file?.split(separator: "/").last.map(String.init) ?? "",
                tensor.shape.map(String.init).joined(separator: " × "), "\(tensor.elements)",
            ])
        }
        return "\(summary)\n\n\(table.rendered)"
    }
}
