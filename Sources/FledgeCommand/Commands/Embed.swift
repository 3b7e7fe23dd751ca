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
            Reads texts (TSV, CSV, JSONL, or a text a line) and writes an embedding for each, in the order of the input: \
            one JSON object a line with the key embedding, or a NumPy array of 32-bit floats. A row that cannot be used \
            keeps its place, as null or as numbers that are none; where there are any, the exit code is 65.

            From file to file, a run that was cut off goes on when the same command is given again.
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
    @Option(help: "How to write the embeddings: jsonl or npy; by default what the output's name says, or else jsonl.")
    var format: Format?
    @Option(
        help: """
            How token vectors become one: mean, cls, max, mean_sqrt_len, weightedmean or lasttoken; by default as the \
            checkpoint's modules.json says. Its other modules are kept; without the file, embeddings are normalised.
            """)
    var pooling: PoolingMode?
    @Option(
        parsing: .unconditional,
        help: "The hidden states to use: 0 are those of the embeddings, -1 those of the last layer.")
    var layer: Int?
    @Option(
        parsing: .unconditional,
        help: "Several of them, averaged, with commas between; for instance --layers -4,-3,-2,-1.")
    var layers: LayerList?
    @Option(help: "The name of one of the model's prompts, which goes before each text.")
    var promptName: String?
    @Option(help: "A prompt of your own, which goes before each text.")
    var prompt: String?
    @Flag(inversion: .prefixedNo, help: "Divide each embedding by its length, or do not, whatever modules.json says.")
    var normalize: Bool?
    @Option(
        help: """
            Keep only the first components of each embedding, this many; by default as the model's files say, or else all. \
            Add --normalize to divide what is left by its length.
            """)
    var dimensions: Int?
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions

    /// Numbers with commas between.
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

    /// The model's own modules with what the options change in them.
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
        _ = try ModelConfiguration(ofModel: model)
        let sentencePooling = try sentencePooling(model)
        let embedder = try SentenceEmbedder(
            directory: model, pooling: sentencePooling, maximumLength: maximumLength,
            layers: layers?.numbers ?? layer.map { [$0] } ?? [-1], precision: precision.precision,
            allowance: allowance.allowance, letterCase: letterCase.letterCase)
        embedder.precision.tell(talk.logger)
        talk.warn(embedder.tokenizerWarnings)
        let labeller = try EmbeddingLabeller(
            embedder, directory: model, prompt: prompt ?? embedder.prompts.text(named: promptName))
        let isNumPy = format.map { $0 == .npy } ?? output.file?.lowercased().hasSuffix(".npy") ?? false
        var work = LabellingWork(
            input: input, output: output, format: isNumPy ? .npy : .jsonLines, talk: talk, verb: "embedded")
        work.requestedFormat = work.format
        (work.keepsInput, work.keepsPlaces) = (false, true)
        try work.run(labeller)
    }
}

extension PoolingMode: ExpressibleByArgument {}
