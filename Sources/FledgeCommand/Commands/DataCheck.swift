import ArgumentParser
import Datasets
import InputOutput
import TaskHeads
import Training

struct DataCheck: EssentialOptions {
    static let essentialOptions = [
        "task", "text-column", "label-column", "label-columns", "pair-column", "input-format", "label-separator",
        "json",
    ]

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks files of labelled texts without training.",
        discussion: """
            Prints for each file how it is read, the rows that cannot be read, the labels with their counts, text \
            lengths in characters, repeated texts, equal texts with different labels, and every finding that \
            training would print. Further files are compared with the first, the training file: texts in common, and \
            labels that it lacks. The exit code is 65 if a file or a row cannot be read.

            Examples:
              fledge data check train.tsv test.tsv
              fledge data check train.conll --task entities
            """)

    @Argument(help: "Files, with the training file first.")
    var files: [String]
    @Option(help: "Task of the labels.")
    var task = TextTask.singleLabel
    @OptionGroup(title: "Data options")
    var data: ColumnOptions
    @OptionGroup(title: "Label options")
    var labels: LabelOptions
    @OptionGroup(title: "Label options")
    var labelOrder: LabelOrderOption
    @OptionGroup(title: "Entity options")
    var entityData: EntityDataOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    func run() throws {
        var checks: [DataFileCheck] = []
        for path in try InputFiles.expanded(files) { try checks.append(check(path, after: checks.first)) }
        DataFileCheck.compare(&checks, settings: labels.settings)
        let report = DataCheckReport(checks)
        try ResultStream.print(json ? JSONOutput.text(report) : report.rendered)
        guard let failed = checks.first(where: { !$0.isReadable }) else { return }
        throw ExitCode((failed.error.map { ExitStatus($0.category) } ?? .data).rawValue)
    }

    /// Checks a file as training reads it. After the training file, the labels of others are read as its labels are.
    private func check(_ path: String, after training: DataFileCheck?) throws -> DataFileCheck {
        var file = data.file(path)
        file.labels = labels.settings
        file.labels.order = labelOrder.order
        file.labels.known = training?.knownLabels
        entityData.apply(to: &file)
        try file.requireLabelColumns(suit: task)
        if task == .entities {
            var entities = file.entities
            entities.encoding = file.columns.encoding
            return DataFileCheck(entities: entities, isTraining: training == nil)
        }
        return DataFileCheck(
            path: path, format: file.format, columns: file.columns, kind: task.labelKind, settings: file.labels)
    }
}
