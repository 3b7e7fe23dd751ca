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

    @Option(name: .shortAndLong, help: "Directory of the checkpoint.")
    var model: String
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @Option(name: .shortAndLong, help: "The file to write; by default standard output.")
    var output: String?
    @Option(help: "How to write the embeddings: jsonl or npy.")
    var format = Format.jsonl
    @Option(help: "How token vectors become one: mean, cls or max; by default as the checkpoint's modules.json says.")
    var pooling: PoolingMode?
    @Flag(inversion: .prefixedNo, help: "Divide each embedding by its length, or do not, whatever modules.json says.")
    var normalize: Bool?
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup
    var talk: TalkOptions

    func run() throws {
        var sentencePooling =
            try pooling.map { SentencePooling(mode: $0, normalizes: true) }
            ?? SentencePooling(directory: model)
        if let normalize { sentencePooling.normalizes = normalize }
        let embedder = try SentenceEmbedder(
            directory: model, pooling: sentencePooling, maximumLength: maximumLength)
        let reader = try input.reader()
        let results = try ResultStream(path: output)
        let array = try format == .npy ? NumPyArray(width: embedder.dimension) : nil
        try TextStream(reader, talk: talk, verb: "embedded").forEachChunk { rows in
            let (embeddings, truncatedCount) = try embedder.embed(rows.map(\.text))
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
