import ArgumentParser
import Datasets
import Inference
import InputOutput
import Labelling
import Logging
import TaskHeads

struct Label: EssentialOptions {
    static let essentialOptions = [
        "model", "input", "output", "output-format", "text-column", "all-scores", "top-k", "threshold", "watch",
        "overwrite",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Labels texts, or finds the entities in them, with a fine-tuned model.",
        discussion: """
            Reads texts (TSV, CSV, JSONL, or one text per line) and writes the input's columns and the predictions \
            in the order of the input: label and score; labels and scores of a multi-label model; value of a \
            regression model; entities of a named-entity recognizer. Rows that cannot be used go to \
            OUTPUT.rejects.jsonl, and the exit code is then 65. An interrupted run from file to file resumes when \
            the same command is run again.

            Examples:
              fledge label --model sentiment --input reviews.csv --output labelled.csv
              fledge label --model sentiment --input 'reviews/*.csv' --output labelled
              fledge label --model sentiment - < reviews.jsonl > labelled.jsonl
              fledge label --model names --input news.jsonl --output found.jsonl
            """)

    @Option(
        name: .shortAndLong,
        help: """
            Directory of the fine-tuned model, or owner/name of a model on the hub. If repeated, each model adds \
            columns that begin with its directory's name, or with NAME for NAME=DIRECTORY.
            """)
    var model: [String]
    @Argument(help: "- to label JSON lines from standard input as they arrive.")
    var filter: String?
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @OptionGroup(title: "Input options")
    var pair: PairColumnOption
    @Option(
        help: """
            Directory whose files are labelled as they arrive, each into a file in the directory --output.
            """)
    var watch: String?
    @OptionGroup(title: "Output options")
    var output: LabellingOutputOptions
    @OptionGroup(title: "Output options")
    var predictions: PredictionOptions
    @OptionGroup(title: "Model options")
    var length: LengthOption
    @OptionGroup(title: "Model options")
    var task: TaskOption
    @OptionGroup(title: "Model options")
    var precision: PrecisionOption
    @OptionGroup(title: "Model options")
    var allowance: AllowanceOptions
    @OptionGroup(title: "Model options")
    var letterCase: LetterCaseOption
    @OptionGroup
    var talk: TalkOptions

    func validate() throws {
        if model.isEmpty { throw ValidationError("--model is missing.") }
        if let filter, filter != "-" {
            throw ValidationError(
                "\(filter) is not understood: name the input with --input, and check the option before it.")
        }
        if filter != nil, !input.input.isEmpty || output.output != nil || watch != nil {
            throw ValidationError("- stands for a filter, which has no --input, --output and --watch.")
        }
        if predictions.ensemble, task.task == .entities {
            throw ValidationError("--ensemble is for classifiers of whole texts.")
        }
        guard watch != nil else { return }
        if !input.input.isEmpty { throw ValidationError("--watch and --input exclude each other.") }
        if output.output == nil { throw ValidationError("--watch needs --output, a directory for the labelled files.") }
        if output.json { throw ValidationError("--json goes with --input; what --watch does is said as it happens.") }
    }

    func run() throws {
        var work = LabellingWork(
            input: input, output: output,
            format: try watch == nil ? output.format(predictions.outputFormat) : .jsonLines,
            talk: talk, verb: "labelled", pairColumn: pair.pairColumn)
        work.requestedFormat = predictions.outputFormat
        work.requiresText = true
        if filter != nil { work.streamFormat = .jsonLines }
        let (labeller, columns) = try labeller()
        work.trainedColumns = columns
        if let watch, let directory = output.output {
            return try LabellingWatch(work: work, format: predictions.outputFormat).run(
                watch, output: directory, labeller)
        }
        try work.run(labeller)
    }

    /// The labeller of the rows, and the columns that it was trained on.
    private func labeller() throws -> (any TextLabeller, TrainedColumns?) {
        let models = try model.map { try NamedModel($0, talk) }
        if predictions.ensemble {
            let members = try models.map { try classifier(ModelDirectory($0.directory)) }
            let columns = try PairingAdvice(pair.pairColumn).columns(of: members, talk)
            let labeller = try EnsembleLabeller(
                members, options: classifierOptions, usesPairs: pair.pairColumn != nil || columns?.pair != nil)
            return (labeller, columns)
        }
        var classifiers: [TextClassifier] = []
        let labellers = try models.map { model -> any TextLabeller in
            let files = try ModelDirectory(model.directory)
            if files.namesEntities(task: task.task) { return try entityLabeller(files) }
            let classifier = try classifier(files)
            classifiers.append(classifier)
            return try ClassifierLabeller(
                classifier, options: classifierOptions,
                usesPairs: pair.pairColumn != nil || classifier.trainedColumns?.pair != nil)
        }
        let columns = try PairingAdvice(pair.pairColumn).columns(of: classifiers, talk)
        if labellers.count == 1 { return (labellers[0], columns) }
        return (try SeveralLabellers(zip(models, labellers).map { ($0.name, $1) }), columns)
    }

    private func reject(_ options: [(name: String, isGiven: Bool)], for model: String) throws {
        for option in options where option.isGiven {
            throw FledgeError(
                .usage, "\(option.name) does not apply to this model", found: model, advice: "leave it out")
        }
    }

    private func classifier(_ files: ModelDirectory) throws -> TextClassifier {
        try reject(
            [("--aggregation", predictions.aggregation != nil), ("--words", predictions.words)],
            for: "a classifier of whole texts")
        return try TextClassifier(pretrained(files, head: .sequenceClassification))
    }

    private func pretrained(_ files: ModelDirectory, head: ModelHead) throws -> PretrainedModel {
        let pretrained = try PretrainedModel(
            files, head: head,
            options: LoadingOptions(
                length: length, precision: precision, allowance: allowance, letterCase: letterCase, task: task))
        talk.tell(of: pretrained)
        return pretrained
    }

    private var classifierOptions: ClassifierOptions {
        var options = ClassifierOptions()
        (options.allScores, options.logits) = (predictions.allScores, predictions.logits)
        (options.topLabels, options.threshold) = (predictions.topK, predictions.threshold)
        options.task = task.task
        return options
    }

    private func entityLabeller(_ files: ModelDirectory) throws -> EntityLabeller {
        try reject(
            [
                ("--all-scores", predictions.allScores), ("--logits", predictions.logits),
                ("--top-k", predictions.topK != 1), ("--threshold", predictions.threshold != nil),
                ("--pair-column", pair.pairColumn != nil),
            ], for: "a model of entities")
        let classifier = try TokenClassifier(pretrained(files, head: .tokenClassification))
        var options = EntityAnswerOptions()
        options.aggregation = predictions.aggregation ?? .decoded
        options.form =
            try output.format(predictions.outputFormat) == .conll ? .columns : predictions.words ? .words : .spans
        return try EntityLabeller(classifier, options: options)
    }
}

/// A model and the name that its columns begin with.
private struct NamedModel {
    let name: String
    let directory: String

    /// - Parameter argument: A directory or a name on the hub, optionally after `NAME=`.
    init(_ argument: String, _ talk: TalkOptions) throws {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let isNamed = parts.count == 2 && !parts[0].contains("/")
        let model = isNamed ? parts[1] : argument
        directory = try modelDirectory(model, talk)
        name = isNamed ? parts[0] : model.split(separator: "/").last.map(String.init) ?? model
    }
}
