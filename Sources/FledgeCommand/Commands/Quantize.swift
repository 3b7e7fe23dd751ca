import ArgumentParser
import Checkpoints
import Datasets
import Encoders
import Foundation
import Inference
import InputOutput
import Logging
import TensorKernels
import Tokenization

struct Quantize: EssentialOptions {
    static let essentialOptions = [
        "data", "texts", "text-column", "overwrite", "json",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Writes a model whose layers have 8-bit integer weights.",
        discussion: """
            The layers' weights take a quarter of the space, and fledge computes with them in int8, for inference \
            only. Embeddings, biases, normalization and heads are unchanged. Other libraries reject the directory, \
            because its weights are in fledge-int8.safetensors. Afterwards both models are compared on some texts: \
            check the result before you rely on the smaller model.

            Examples:
              fledge quantize sentiment sentiment-int8 --texts reviews.tsv
            """)

    @Argument(help: "Directory of the model, or owner/name of a model on the hub.")
    var input: String
    @Argument(help: "Directory to write.")
    var output: String
    @Option(help: "File of texts to compare the two models on (default: built-in texts).")
    var texts: String?
    @Option(
        help: """
            Column (name or number) or JSON key of the text (default: text, sentence, review, content or the like).
            """)
    var textColumn: String?
    @Option(help: "Format of the file of texts (default: by the file name).")
    var inputFormat: FileFormat?
    @OptionGroup(title: "Input options")
    var dialect: DialectOptions
    @Option(help: "Number of texts to compare on, from the beginning of the file.")
    var limit = 1000
    @Flag(help: "Replace an existing output directory.")
    var overwrite = false
    @Flag(help: "Print the results as JSON.")
    var json = false
    @OptionGroup
    var talk: TalkOptions

    func validate() throws {
        if texts == nil,
            let lonely = [
                ("--text-column", textColumn != nil), ("--input-format", inputFormat != nil),
                ("--delimiter", dialect.delimiter != nil), ("--encoding", dialect.encoding != nil),
                ("--quoting", dialect.quoting != .automatic),
            ].first(where: \.1)
        {
            throw ValidationError("\(lonely.0) needs --texts.")
        }
        if limit < 1 { throw ValidationError("--limit must be 1 or more.") }
    }

    private struct Result: Encodable {
        let output: String, quantizedMatrices: Int, bytesBefore: Int, bytesAfter: Int, agreement: Agreement
    }

    func run() throws {
        let input = try modelDirectory(input, talk)
        let configuration = try ModelConfiguration(directory: input)
        let settings = try EncoderConfiguration(configuration)
        try requireUsableHead(configuration, settings.family)
        let texts = try self.texts.map(read) ?? OwnTexts.texts
        let weights = try Checkpoint.weights(directory: input)
        // Loaded before anything is written, so that errors in the model name its own files.
        let reference = try BenchmarkSubject(directory: input, options: LoadingOptions(precision: .fp32))
        talk.warn(reference.tokenizer.warnings)
        let directory = try AtomicDirectory(path: output, overwrite: overwrite, keeping: [input])
        var conversion = CheckpointConversion(source: input)
        conversion.quantizes = settings.isLayerWeight
        let summary = try conversion.write(
            to: directory, configuration: configuration, names: settings.family.tensorNames,
            architecture: settings.family.architecture(of: configuration, weights: weights))
        if !summary.copied.contains(where: { $0.split(separator: "/").last == "tokenizer.json" }) {
            try Tokenizer(directory: input).save(
                toDirectory: EncoderDirectory.path(of: directory.partialPath))
        }
        let agreement = try Agreement(
            of: BenchmarkSubject(
                directory: directory.partialPath, options: LoadingOptions(precision: .int8)),
            with: reference, on: texts)
        let size = try FileManager.default.attributesOfItem(
            atPath: Checkpoint.weights(directory: directory.partialPath).path)[.size]
        try directory.commit()
        let result = Result(
            output: output, quantizedMatrices: summary.quantized,
            bytesBefore: weights.allTensors.reduce(0) { $0 + $1.count * $1.elementType.byteCount },
            bytesAfter: size as? Int ?? 0, agreement: agreement)
        if json { return try ResultStream.print(JSONOutput.text(result)) }
        let sizes = String(
            format: "%.1f MB instead of %.1f", Double(result.bytesAfter) / 1e6, Double(result.bytesBefore) / 1e6)
        let comparison =
            agreement.sameLabels.map {
                let what = agreement.task == .entities ? "tag" : "label"
                let unit = agreement.task == .entities ? "of the words" : "of the texts"
                return String(format: "the same \(what) as in fp32 for %.1f %% \(unit)", 100 * $0)
            }
            ?? String(
                format: "cosine to fp32 %.4f on average, %.4f at least", agreement.meanCosine, agreement.leastCosine)
        try ResultStream.print(
            """
            \(output): \(result.quantizedMatrices) matrices of integers, \(sizes)
            on \(agreement.texts) texts: \(comparison)
            """)
    }

    /// Rejects a model whose head Fledge does not run: nothing else reads the integers, so the head would be of no use.
    private func requireUsableHead(_ configuration: ModelConfiguration, _ family: EncoderFamily) throws {
        guard
            let name = configuration.architectures.first(where: { name in
                ["QuestionAnswering", "MultipleChoice"].contains { name.hasSuffix("For\($0)") }
            })
        else { return }
        throw FledgeError(
            .data, at: "\(configuration.path): architectures",
            "the model's head is for a task that Fledge does not run, and only Fledge reads quantized weights",
            expected: "a classifier, a named-entity recognizer or an encoder", found: name,
            advice: "to quantize the encoder alone, for embeddings, write \"architectures\": "
                + "[\"\(family.architecturePrefix)Model\"] in a copy of the model's directory")
    }

    private func read(_ path: String) throws -> [String] {
        let columns = ColumnSelection(
            text: textColumn, delimiter: dialect.delimiter, encoding: dialect.encoding, quoting: dialect.quoting)
        let reader = try RowReader(path: path, format: inputFormat, columns: columns, requiresLabel: false)
        let texts = try reader.next(limit).map(\.text)
        guard !texts.isEmpty else { throw FledgeError(.data, at: path, "the file has no texts") }
        return texts
    }
}
