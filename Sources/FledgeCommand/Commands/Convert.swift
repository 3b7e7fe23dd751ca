import ArgumentParser
import Checkpoints
import Encoders
import Foundation
import InputOutput
import Logging
import Tokenization

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rewrites a checkpoint as a Hugging Face directory with safetensors.",
        discussion: """
            Reads safetensors (one file or several), pytorch_model.bin (without executing code from it) and \
            TensorFlow checkpoints, and writes config.json, model.safetensors, the tokenizer, and the files of \
            sentence-transformers if there are any.

            Examples:
              fledge convert bert-tensorflow bert
              fledge convert bert bert-half --dtype bf16
            """)

    enum ElementType: String, ExpressibleByArgument, CaseIterable {
        case fp32, fp16, bf16

        var type: TensorElementType {
            switch self {
            case .fp32: .float32
            case .fp16: .float16
            case .bf16: .bfloat16
            }
        }
    }

    @Argument(help: "Directory of the checkpoint, or owner/name of a model on the hub.")
    var input: String
    @Argument(help: "Directory to write.")
    var output: String
    @Option(help: "Type of the weights (default: each keeps its own).")
    var dtype: ElementType?
    @Flag(help: "Replace an existing output directory.")
    var overwrite = false
    @Flag(help: "Print the results as JSON.")
    var json = false
    @OptionGroup
    var talk: TalkOptions

    func run() throws {
        let input = try modelDirectory(input, talk)
        let configuration = try ModelConfiguration(directory: input)
        let family = try EncoderFamily(configuration)
        let tokenizer = try Tokenizer(directory: input)
        talk.warn(tokenizer.warnings)
        let directory = try AtomicDirectory(path: output, overwrite: overwrite, keeping: [input])
        let weights = try Checkpoint.weights(directory: input)
        let summary = try CheckpointConversion(source: input, elementType: dtype?.type).write(
            to: directory, configuration: configuration, names: family.tensorNames,
            architecture: family.architecture(of: configuration, weights: weights))
        if !summary.copied.contains(where: { $0.split(separator: "/").last == "tokenizer.json" }) {
            try tokenizer.save(toDirectory: EncoderDirectory.path(of: directory.partialPath))
        }
        try directory.commit()
        if json { return try ResultStream.print(JSONOutput.text(summary)) }
        for name in summary.omitted { talk.logger.info("left out: \(name)") }
        try ResultStream.print(
            "\(output): \(summary.tensors) tensors with \(summary.parameters) elements, "
                + "\(summary.elementType?.rawValue ?? "types unchanged"), from \(summary.format)")
    }
}
