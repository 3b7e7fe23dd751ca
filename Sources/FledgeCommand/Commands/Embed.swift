public import ArgumentParser
import Datasets
import Inference
import InputOutput
public import TaskHeads

struct Embed: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turns texts into embeddings.",
        discussion: """
            Reads texts (JSONL, or a text a line) and writes an embedding for each, in the order of the input: one JSON \
            object a line with the key embedding, or a NumPy array of 32-bit floats.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case jsonl, npy
    }

    @Option(name: .shortAndLong, help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var model: String
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @Option(name: .shortAndLong, help: "The file to write; by default standard output.")
    var output: String?
    @Option(help: "How to write the embeddings: jsonl or npy.")
    var format = Format.jsonl
    @Option(
        help: """
            How token vectors become one: mean, cls, max, mean_sqrt_len, weightedmean or lasttoken; by default as the \
            checkpoint's modules.json says.
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
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup(title: "Weights options")
    var allowance: AllowanceOptions
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
        if prompt != nil, promptName != nil { throw ValidationError("--prompt and --prompt-name exclude each other.") }
    }

    func run() throws {
        let model = try modelDirectory(self.model, talk)
        var sentencePooling =
            try pooling.map { SentencePooling(mode: $0, normalizes: true) }
            ?? SentencePooling(directory: model)
        if let normalize { sentencePooling.normalizes = normalize }
        let embedder = try SentenceEmbedder(
            directory: model, pooling: sentencePooling, maximumLength: maximumLength,
            layers: layers?.numbers ?? layer.map { [$0] } ?? [-1], precision: precision.precision,
            allowance: allowance.allowance)
        embedder.precision.tell(talk.logger)
        let reader = try input.reader()
        let results = try ResultStream(path: output)
        let array = try format == .npy ? NumPyArray(width: embedder.dimension) : nil
        try TextStream(reader, talk: talk, verb: "embedded").forEachChunk { rows in
            let texts = rows.map(\.text)
            let (embeddings, truncatedCount) =
                try prompt.map { try embedder.embed(texts, prompt: $0) }
                ?? embedder.embed(texts, promptName: promptName)
            for embedding in embeddings {
                if let array {
                    try array.append(embedding)
                } else {
                    let components = embedding.map { "\($0)" }.joined(separator: ",")
                    try results.write(line: "{\"embedding\":[\(components)]}")
                }
            }
            try results.flush()
            return truncatedCount
        }
        try array?.write(to: results)
        try results.finish()
    }
}

extension PoolingMode: ExpressibleByArgument {}
