import ArgumentParser
import DatasetCaching
import Datasets
import Inference
import InputOutput
import Logging
import TensorKernels
import Training

struct Compare: EssentialOptions {
    static let essentialOptions = [
        "data", "disagreements", "price-per-hour", "text-column", "label-column", "precision", "json",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Evaluates several models on the same labelled texts.",
        discussion: """
            Prints the metrics of two or more models side by side with 95 % intervals (bootstrap over rows), whether \
            each model differs from the first by more than chance (McNemar's test), their speed, and the rows on \
            which they disagree. The models must have the same labels or types of entities. A text with entities is \
            right if all of them are.

            Examples:
              fledge compare small large --data test.tsv
              fledge compare small large --data test.tsv --price-per-hour 0.10
            """)

    @Argument(help: "Directories of two or more fine-tuned models, or owner/name of models on the hub.")
    var models: [String]
    @Option(name: .shortAndLong, help: "File of labelled texts.")
    var data: String
    @Option(help: "JSON Lines file to write, with every row that one model gets right and another wrong.")
    var disagreements: String?
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
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        guard models.count > 1 else { throw ValidationError("a comparison needs two models or more.") }
    }

    func run() throws {
        try existing.check(disagreements, columns.badRows.rejects, keeping: [data])
        let cache = try DatasetCache()
        var file = columns.file(data)
        file.labels = labels.settings
        entityData.apply(to: &file)
        let comparison = try ModelComparison(
            models: models.map { try modelDirectory($0, talk) },
            options: LoadingOptions(length: length, precision: precision, allowance: allowance, task: task), data: file,
            unseenLabels: unseen.unseenLabels, cache: cache
        ) { contestant in
            talk.tell(of: contestant.evaluation, by: contestant.model)
        }
        talk.tell(of: cache)
        try columns.badRows.report(cache, talk)
        if let disagreements { try write(comparison, to: disagreements) }
        let report = try ComparisonReport(comparison, price: price)
        try ResultStream.print(json ? JSONOutput.text(report) : report.rendered)
    }

    private func write(_ comparison: ModelComparison, to path: String) throws {
        try JSONOutput.write(
            lines: comparison.disagreements(comparison.disagreeingRows), to: path, overwrite: existing.overwrite)
    }
}
