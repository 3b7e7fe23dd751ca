public import ArgumentParser
import Checkpoints
import Datasets
import Inference
import InputOutput
import Labelling
import Logging
public import TaskHeads

struct Embed: EssentialOptions {
    static let essentialOptions = [
        "model", "input", "output", "format", "text-column", "pooling", "normalize", "dimensions", "prompt-name",
        "precision",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Turns texts into embeddings.",
        discussion: """
            Reads texts (TSV, CSV, JSONL, or one text per line) and writes an embedding for each, in the order of \
            the input: one JSON object per line with the key embedding, or a NumPy array of 32-bit floats. A row \
            that cannot be used keeps its place, as null or NaN, and the exit code is then 65. An interrupted run \
            from file to file resumes when the same command is run again.

            Examples:
              fledge embed --model all-MiniLM-L6-v2 < texts.txt
              fledge embed --model all-MiniLM-L6-v2 --input texts.csv --output texts.npy
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, npy
    }

    @Option(name: .shortAndLong, help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var model: String
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @OptionGroup(title: "Output options")
    var output: LabellingOutputOptions
    @Option(help: "Format of the embeddings (default: by the output's name, else jsonl).")
    var format: Format?
    @Option(
        help: """
            Pooling of the token vectors (default: as in modules.json). The model's other modules are kept; without \
            modules.json, embeddings are normalized.
            """)
    var pooling: PoolingMode?
    @Option(
        parsing: .unconditional,
        help: "Hidden states to use: 0 for the embedding layer, -1 for the last layer (default: -1).")
    var layer: Int?
    @Option(
        parsing: .unconditional,
        help: "Hidden states to average, separated by commas, such as -4,-3,-2,-1.")
    var layers: LayerList?
    @Option(help: "Name of one of the model's prompts, which is put before each text.")
    var promptName: String?
    @Option(help: "Text that is put before each text.")
    var prompt: String?
    @Flag(inversion: .prefixedNo, help: "Divide each embedding by its length, or do not (default: as in modules.json).")
    var normalize: Bool?
    @Option(
        help: """
            Number of leading components of each embedding to keep (default: as in the model's files, else all). \
            With --normalize, they are normalized afterwards.
            """)
    var dimensions: Int?
    @OptionGroup(title: "Model options")
    var length: LengthOption
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions

    /// Numbers separated by commas.
    struct LayerList: ExpressibleByArgument {
        let numbers: [Int]

        init?(argument: String) {
            let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
            let numbers = parts.compactMap { Int($0.trimmingPrefix(" ")) }
            guard numbers.count == parts.count else { return nil }
            self.numbers = numbers
        }
    }

    func validate() throws {
        if layer != nil, layers != nil { throw ValidationError("--layer and --layers exclude each other.") }
        if let dimensions, dimensions < 1 { throw ValidationError("--dimensions must be 1 or more.") }
        if prompt != nil, promptName != nil { throw ValidationError("--prompt and --prompt-name exclude each other.") }
    }

    /// The model's own modules, changed by the options.
    private func sentencePooling(_ model: String) throws -> SentencePooling {
        let own = SentencePooling.summary(directory: model)
        var result: SentencePooling
        if let pooling, own == nil {
            result = SentencePooling(mode: pooling, normalizes: true)
            result.dimensions = try SentencePooling.dimensions(directory: model)
            result.normalizesTruncated = true
        } else {
            result = try SentencePooling(directory: model, mode: pooling)
        }
        if let dimensions { result.dimensions = dimensions }
        if let normalize { (result.normalizes, result.normalizesTruncated) = (normalize, normalize) }
        if pooling != nil {
            let advice = normalize == nil ? ", and --no-normalize leaves the lengths as they are" : ""
            let reason = own.map { "modules.json says \($0)" } ?? "there is no modules.json\(advice)"
            talk.logger.info("pooling: \(result.summary); \(reason)")
        }
        return result
    }

    func run() throws {
        let model = try modelDirectory(self.model, talk)
        let files = try ModelDirectory(model)
        let sentencePooling = try sentencePooling(model)
        let pretrained = try PretrainedModel(
            files, head: ModelHead.none,
            options: LoadingOptions(
                length: length, precision: precision, allowance: allowance, letterCase: letterCase))
        let embedder = try SentenceEmbedder(
            pretrained, pooling: sentencePooling, layers: layers?.numbers ?? layer.map { [$0] } ?? [-1])
        talk.tell(of: pretrained)
        let labeller = try EmbeddingLabeller(
            embedder, prompt: prompt ?? embedder.prompts.text(named: promptName))
        let isNumPy = format.map { $0 == .npy } ?? output.file?.lowercased().hasSuffix(".npy") ?? false
        var work = LabellingWork(
            input: input, output: output, format: isNumPy ? .npy : .jsonLines, talk: talk, verb: "embedded")
        work.requestedFormat = work.format
        (work.keepsInput, work.keepsPlaces) = (false, true)
        try work.run(labeller)
    }
}

extension PoolingMode: ExpressibleByArgument {}
