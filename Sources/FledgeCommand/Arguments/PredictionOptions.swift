public import ArgumentParser
public import Inference
import InputOutput
import Labelling

/// The predictions that labelling writes, and their format.
struct PredictionOptions: ParsableArguments {
    @Option(
        help: """
            Format of the output: csv, tsv, jsonl, sqlite or conll (default: by the output's name, else jsonl).
            """)
    var outputFormat: OutputFormat?
    @Flag(help: "Add the scores of all labels.")
    var allScores = false
    @Flag(help: "Add the logits of all labels.")
    var logits = false
    @Option(help: "Number of most probable labels to write, as label, score, label_2, score_2 and so on.")
    var topK = 1
    @Option(help: "Minimum score, from 0 to 1; labels with a lower score are withheld (default: none).")
    var threshold: Double?
    @Flag(help: "Average the probabilities of several models with the same labels.")
    var ensemble = false
    @Option(
        help: """
            For named-entity recognizers: decoded, the best tag sequence that the scheme allows, or a strategy of the \
            transformers pipeline (default: decoded).
            """)
    var aggregation: EntityAggregation?
    @Flag(help: "For named-entity recognizers: write the words and their tags too.")
    var words = false

    func validate() throws {
        if topK < 1 { throw ValidationError("--top-k must be 1 or more.") }
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("--threshold must be from 0 to 1.") }
        if outputFormat == .npy { throw ValidationError("npy is for embeddings: use fledge embed.") }
    }
}

extension EntityAggregation: ExpressibleByArgument {}
