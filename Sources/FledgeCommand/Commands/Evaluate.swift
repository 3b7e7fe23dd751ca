import ArgumentParser
import Datasets
import Evaluation
import Logging
import Training

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judges a fine-tuned classifier on labelled texts.",
        discussion: "Prints accuracy, precision, recall and F1 of each class, and the confusion matrix.")

    @Option(name: .shortAndLong, help: "Directory of the fine-tuned model, or owner/name of a model on the hub.")
    var model: String
    @Option(name: .shortAndLong, help: "File of labelled texts.")
    var data: String
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
    @OptionGroup(title: "Data options")
    var columns: DataOptions
    @OptionGroup
    var precision: PrecisionOption
    @OptionGroup(title: "Weights options")
    var allowance: AllowanceOptions
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        let cache = try DatasetCache()
        let evaluation = try ClassifierEvaluation(
            model: modelDirectory(model, talk), data: columns.file(data), maximumLength: maximumLength,
            precision: precision.precision, cache: cache, allowance: allowance.allowance)
        evaluation.precision.tell(talk.logger)
        for note in cache.notes { talk.logger.warning("\(note)") }
        let source = evaluation.fromCache ? "from the cache" : "read, encoded and cached"
        talk.logger.info(
            "\(evaluation.rowCount) rows of \(data), \(source); \(Int(evaluation.examplesPerSecond)) examples/s")
        if evaluation.truncatedRowCount > 0 {
            talk.logger.warning("\(evaluation.truncatedRowCount) rows were too long and were cut")
        }
        try ResultStream.print(
            json ? JSONOutput.text(evaluation.judgement.report) : evaluation.judgement.report.rendered)
    }
}
