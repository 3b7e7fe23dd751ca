import ArgumentParser
import Datasets
import Inference
import InputOutput
import Logging
import TaskHeads
import Training

struct Label: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Labels texts with a fine-tuned classifier.",
        discussion: """
            Reads texts (JSONL, or a text a line) and writes one JSON object a line, in the order of the input, with \
            label and score. The members of a JSONL input are kept; those named label, score, scores or logits \
            are renamed to input_label and so on. A classifier of several labels gives labels and scores, one that was \
            trained on numbers gives value.
            """)

    @Option(name: .shortAndLong, help: "Directory of the fine-tuned model, or owner/name of a model on the hub.")
    var model: String
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @Option(help: "Column or JSON key of a second text, for classifiers of pairs.")
    var pairColumn: String?
    @Option(name: .shortAndLong, help: "The file to write; by default standard output.")
    var output: String?
    @Flag(help: "Add the scores of all labels.")
    var allScores = false
    @Flag(help: "Add the logits of all labels, from which the scores are made.")
    var logits = false
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup(title: "Weights options")
    var allowance: AllowanceOptions
    @OptionGroup
    var talk: TalkOptions

    func run() throws {
        let classifier = try TextClassifier(
            directory: modelDirectory(model, talk), maximumLength: maximumLength, precision: precision.precision,
            allowance: allowance.allowance)
        classifier.precision.tell(talk.logger)
        let reader = try input.reader(pairColumn: pairColumn, keepsSource: true)
        let results = try ResultStream(path: output)
        try TextStream(reader, talk: talk, verb: "labelled").forEachChunk { rows in
            let (predictions, truncatedCount) = try classifier.predict(
                rows.map(\.text), pairs: pairColumn.map { _ in rows.map(\.pair) })
            for (row, prediction) in zip(rows, predictions) {
                let source = reader.format == .jsonLines ? row.source : nil
                try results.write(
                    line: LabelledLine(
                        source: source, text: row.text, prediction: prediction,
                        labels: classifier.labels, hasSeveral: classifier.task == .multiLabel,
                        showsScores: allScores, showsLogits: logits
                    ).json)
            }
            try results.flush()
            return truncatedCount
        }
        try results.finish()
    }
}
