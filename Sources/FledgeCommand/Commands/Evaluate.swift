import ArgumentParser
import DatasetCaching
import Datasets
import Evaluation
import Foundation
import Inference
import Logging
import TaskHeads
import Training

struct Evaluate: EssentialOptions {
    static let essentialOptions = [
        "model", "data", "predictions", "before", "text-column", "label-column", "maximum-length", "precision",
        "json",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Evaluates a fine-tuned model on labelled texts.",
        discussion: """
            Prints accuracy, precision, recall and F1 of each class, and the confusion matrix, with 95 % intervals \
            of the main metrics (bootstrap over rows). For a named-entity recognizer, precision, recall and F1 of \
            each type follow several conventions, and errors are counted by kind. Columns default to those of the \
            training data. --before also evaluates the model that this one was trained from, and reports what was \
            forgotten.

            Examples:
              fledge evaluate --model sentiment --data test.tsv
              fledge evaluate --model books --before reviews --data reviews.tsv
            """)

    @Option(name: .shortAndLong, help: "Directory of the fine-tuned model, or owner/name of a model on the hub.")
    var model: String
    @Option(name: .shortAndLong, help: "File of labelled texts.")
    var data: String
    @Option(help: "Directory of the model that this one was trained from, to measure forgetting.")
    var before: String?
    @Option(
        help: """
            File to write, with the prediction for each row: JSON Lines with text, truth, label and score, or for \
            entities CoNLL columns of word, true tag and predicted tag.
            """)
    var predictions: String?
    @OptionGroup(title: "Output options")
    var existing: OverwriteOption
    @OptionGroup
    var price: PriceOption
    @OptionGroup(title: "Model options")
    var length: LengthOption
    @OptionGroup(title: "Model options")
    var task: TaskOption
    @OptionGroup(title: "Data options")
    var columns: DataOptions
    @OptionGroup(title: "Label options")
    var labels: LabelOptions
    @OptionGroup(title: "Label options")
    var unseen: UnseenLabelsOption
    @OptionGroup(title: "Entity options")
    var entityData: EntityDataOptions
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        try existing.check(predictions, columns.badRows.rejects, keeping: [data])
        let model = try modelDirectory(model, talk)
        let cache = try DatasetCache()
        let (evaluation, forgetting) = try evaluated(model, cache: cache)
        evaluation.precision.tell(talk.logger)
        talk.tell(of: cache)
        try columns.badRows.report(cache, talk)
        talk.tell(of: evaluation)
        if let predictions { try write(evaluation, to: predictions) }
        let report = EvaluationReport(evaluation, price: price, forgetting: forgetting)
        try ResultStream.print(json ? JSONOutput.text(report) : report.rendered)
    }

    /// The model's evaluation and, if the user names the model that it was trained from, what it has forgotten.
    private func evaluated(_ model: String, cache: DatasetCache) throws -> (any ModelEvaluation, ForgettingReport?) {
        var file = columns.file(data)
        file.labels = labels.settings
        entityData.apply(to: &file)
        let options = LoadingOptions(
            length: length, precision: precision, allowance: allowance, letterCase: letterCase, task: task)
        if let before {
            let comparison = try ModelComparison(
                models: [modelDirectory(before, talk), model], options: options, data: file,
                unseenLabels: unseen.unseenLabels, cache: cache)
            return (comparison.contestants[1].evaluation, try ForgettingReport(comparison))
        }
        let pretrained = try PretrainedModel(fineTuned: ModelDirectory(model), options: options)
        return (try pretrained.evaluation(on: file, unseenLabels: unseen.unseenLabels, cache: cache), nil)
    }

    private func write(_ evaluation: any ModelEvaluation, to path: String) throws {
        switch evaluation {
        case let evaluation as ClassifierEvaluation:
            try PredictedRow.write(evaluation, to: path, overwrite: existing.overwrite)
        case let evaluation as EntityEvaluation:
            let columns = try evaluation.texts.columns(
                scheme: evaluation.scheme, separator: " ", beside: evaluation.tags)
            let results = try ResultStream(path: path, overwrite: existing.overwrite)
            try results.write(columns)
            try results.finish()
        default: preconditionFailure("every evaluation is of one of these kinds")
        }
    }
}
