import ArgumentParser
import Checkpoints
import Encoders
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a checkpoint directory holds and what Fledge makes of it.")

    @Argument(help: "The directory.")
    var directory: String
    @Flag(help: "List every tensor with its type and shape.")
    var tensors = false
    @Flag(help: "Print the findings as JSON.")
    var json = false

    private struct Tensor: Encodable {
        let name: String, elementType: String, shape: [Int]
    }

    private struct Findings: Encodable {
        let family: String, layers: Int, hiddenSize: Int, heads: Int, intermediateSize: Int
        let vocabularySize: Int, positions: Int, parameters: Int
        let labels: [String]?
        let lengthLimit: Int, lengthLimitSource: String
        let pooling: String?
        let weightsFile: String, weightsBytes: Int
        let report: LoadReport
        let tensors: [Tensor]

        init(_ directory: String) throws {
            let configuration = try ModelConfiguration(directory: directory)
            let tokenizer = try Tokenizer(directory: directory)
            let isClassifier = try configuration.classifierLabels != nil && Findings.hasClassifier(directory)
            let settings: BERTConfiguration
            if isClassifier {
                let model = try SequenceClassificationModel(directory: directory)
                settings = model.encoder.configuration
                report = model.report
                parameters = model.parameters.layout.parameterCount
            } else {
                let model = try EncoderModel(configuration, directory: directory)
                settings = model.encoder.configuration
                report = model.report
                parameters = model.parameters.layout.parameterCount
            }
            try tokenizer.requireFits(vocabularySize: settings.vocabularySize, of: configuration.path)
            labels = isClassifier ? try configuration.classifierLabels : nil
            family = configuration.modelType
            layers = settings.layerCount
            hiddenSize = settings.hiddenSize
            heads = settings.headCount
            intermediateSize = settings.intermediateSize
            vocabularySize = settings.vocabularySize
            positions = settings.positionCount
            let limit = try LengthLimit(
                requested: nil, tokenizer: tokenizer, encoder: settings,
                further: LengthLimit.ofSentenceTransformers(directory: directory))
            lengthLimit = limit.tokens
            lengthLimitSource = limit.source
            pooling = (try? SentencePooling(directory: directory)).map {
                $0.mode.rawValue + ($0.normalizes ? ", normalised" : "")
            }
            weightsFile = try Checkpoint.weightsPath(directory: directory)
            let file = try SafetensorsFile(path: weightsFile)
            weightsBytes = file.tensors.values.reduce(0) { $0 + file.bytes(of: $1).count }
            tensors = file.names.compactMap { file.tensors[$0] }.map {
                Tensor(name: $0.name, elementType: $0.elementType.rawValue, shape: $0.shape)
            }
        }

        private static func hasClassifier(_ directory: String) throws -> Bool {
            try SafetensorsFile(path: Checkpoint.weightsPath(directory: directory)).names.contains("classifier.weight")
        }
    }

    func run() throws {
        let findings = try Findings(directory)
        if json { return try ResultStream.print(JSONOutput.text(findings)) }
        try ResultStream.print(
            """
            family        \(findings.family)
            encoder       \(findings.layers) layers, hidden \(findings.hiddenSize), \(findings.heads) heads, \
            intermediate \(findings.intermediateSize)
            vocabulary    \(findings.vocabularySize) pieces
            parameters    \(findings.parameters) in use
            length limit  \(findings.lengthLimit) tokens (\(findings.lengthLimitSource)); \
            \(findings.positions) positions
            labels        \(findings.labels?.joined(separator: ", ") ?? "none: not a classifier")
            pooling       \(findings.pooling ?? "not given: embed needs --pooling")
            weights       \(findings.weightsFile), \(findings.tensors.count) tensors, \(findings.weightsBytes) bytes
            \(findings.report)
            """)
        guard tensors else { return }
        let width = findings.tensors.reduce(0) { max($0, $1.name.count) }
        let lines = findings.tensors.map { tensor in
            let name = tensor.name.padding(toLength: width, withPad: " ", startingAt: 0)
            return "\(name)  \(tensor.elementType)  \(tensor.shape)"
        }
        try ResultStream.print(lines.joined(separator: "\n"))
    }
}
