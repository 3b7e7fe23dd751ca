public import ArgumentParser
import Datasets
public import Inference
import InputOutput
import Labelling
import Logging
import TaskHeads

struct Label: EssentialOptions {
    static let essentialOptions = [
        "model", "input", "output", "output-format", "text-column", "all-scores", "top-k", "threshold", "watch",
        "precision", "overwrite",
    ]

    static let configuration = CommandConfiguration(
        abstract: "Labels texts, or finds the entities in them, with a fine-tuned model.",
        discussion: """
            Reads texts (TSV, CSV, JSONL, or a text a line) and writes them with label and score, in the order of the \
            input, as CSV, TSV, JSONL or into an SQLite table. The input's columns are kept; those named label, score and \
            the like are renamed to input_label and so on. A classifier of several labels gives labels and scores, one \
            that was trained on numbers gives value.

              fledge label --model sentiment --input reviews.csv --output labelled.csv
              fledge label --model sentiment < reviews.jsonl > labelled.jsonl
              fledge label --model sentiment - < reviews.jsonl      a filter for JSONL, an answer as soon as it is known
              fledge label --model sentiment --input 'reviews/*.csv' --output labelled      each file for itself
              fledge label --model sentiment --watch incoming --output labelled

            A model of entities gives entities, each with its text, type, score and place in the text: start and end count \
            characters as Python does, start_byte and end_byte UTF-8. A name with .conll makes words with their tags.

              fledge label --model names --input news.jsonl --output found.jsonl

            From file to file, a run that was cut off goes on when the same command is given again, and ends with the same \
            bytes. Rows that cannot be used go to labelled.rejects.jsonl; where there are any, the exit code is 65 when all \
            others are done, else 0.
            """)

    @Option(
        name: .shortAndLong,
        help: """
            Directory of the fine-tuned model, or owner/name of a model on the hub. Given several times, each model adds \
            columns that begin with its name: the directory's, or one of your own as NAME=DIRECTORY.
            """)
    var model: [String]
    @Argument(help: "- for a filter of JSONL lines from standard input to standard output.")
    var filter: String?
    @OptionGroup(title: "Input options")
    var input: InputOptions
    @Option(help: "Column or JSON key of a second text, for classifiers of pairs.")
    var pairColumn: String?
    @Option(help: "A directory whose files are labelled as they arrive, each into a file of the directory --output.")
    var watch: String?
    @OptionGroup(title: "Output options")
    var output: LabellingOutputOptions
    @Option(
        help: "How the output is written: csv, tsv, jsonl, sqlite or conll; by default what its name says, else jsonl.")
    var outputFormat: OutputFormat?
    @Flag(help: "Add the scores of all labels.")
    var allScores = false
    @Flag(help: "Add the logits of all labels, from which the scores are made.")
    var logits = false
    @Option(help: "Write the so many most probable labels: label, score, label_2, score_2 and so on.")
    var topK = 1
    @Option(help: "Withhold labels whose score is below this, from 0 to 1.")
    var threshold: Double?
    @Flag(help: "Average the probabilities of several models with the same labels.")
    var ensemble = false
    @Option(
        help: """
            With a model of entities: decoded, the best sequence of tags that the scheme allows (by default), or none, \
            simple, first, average or max, as the pipeline of transformers has them.
            """)
    var aggregation: EntityAggregation?
    @Flag(help: "With a model of entities: write the words and their tags too.")
    var words = false
    @Option(help: "Most tokens of a text; by default the smallest limit that the model's files name.")
    var maximumLength: Int?
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
        if topK < 1 { throw ValidationError("--top-k must be 1 or more.") }
        if ensemble, task.task == .entities { throw ValidationError("--ensemble is for classifiers of whole texts.") }
        if let threshold, !(0...1).contains(threshold) { throw ValidationError("--threshold must be from 0 to 1.") }
        if outputFormat == .npy { throw ValidationError("npy is for embeddings: use fledge embed.") }
        guard watch != nil else { return }
        if !input.input.isEmpty { throw ValidationError("--watch and --input exclude each other.") }
        if output.output == nil { throw ValidationError("--watch needs --output, a directory for the labelled files.") }
        if output.json { throw ValidationError("--json goes with --input; what --watch does is said as it happens.") }
    }

    func run() throws {
        var work = LabellingWork(
            input: input, output: output, format: try watch == nil ? output.format(outputFormat) : .jsonLines,
            talk: talk, verb: "labelled", pairColumn: pairColumn)
        work.requestedFormat = outputFormat
        work.requiresText = true
        if filter != nil { work.streamFormat = .jsonLines }
        let (labeller, columns) = try labeller()
        work.trainedColumns = columns
        if let watch, let directory = output.output {
            return try LabellingWatch(work: work, format: outputFormat).run(watch, output: directory, labeller)
        }
        try work.run(labeller)
    }

    /// What labels the rows, and the columns that it was trained on.
    private func labeller() throws -> (any TextLabeller, TrainedColumns?) {
        let models = try model.map { try NamedModel($0, talk) }
        if ensemble {
            let members = try models.map { (try classifier($0), $0.directory) }
            let columns = try PairingAdvice(pairColumn).columns(of: members, talk)
            let labeller = try EnsembleLabeller(
                members, options: classifierOptions, usesPairs: pairColumn != nil || columns?.pair != nil)
            return (labeller, columns)
        }
        var classifiers: [(TextClassifier, String)] = []
        let labellers = try models.map { model -> any TextLabeller in
            switch try TaskKind(ofModel: model.directory, task: task.task) {
            case .entities: return try entityLabeller(model)
            case .wholeTexts:
                let classifier = try classifier(model)
                classifiers.append((classifier, model.directory))
                return try ClassifierLabeller(
                    classifier, directory: model.directory, options: classifierOptions,
                    usesPairs: pairColumn != nil || classifier.trainedColumns?.pair != nil)
            }
        }
        let columns = try PairingAdvice(pairColumn).columns(of: classifiers, talk)
        if labellers.count == 1 { return (labellers[0], columns) }
        return (try SeveralLabellers(zip(models, labellers).map { ($0.name, $1) }), columns)
    }

    private func refuse(_ options: [(name: String, isGiven: Bool)], for model: String) throws {
        for option in options where option.isGiven {
            throw FledgeError(
                .usage, "\(option.name) makes no sense for this model", found: model, advice: "leave it out")
        }
    }

    private func classifier(_ model: NamedModel) throws -> TextClassifier {
        try refuse([("--aggregation", aggregation != nil), ("--words", words)], for: "a classifier of whole texts")
        let classifier = try TextClassifier(
            directory: model.directory, maximumLength: maximumLength, precision: precision.precision,
            task: task.task, allowance: allowance.allowance,
            letterCase: letterCase.letterCase)
        classifier.precision.tell(talk.logger)
        talk.warn(classifier.tokenizerWarnings)
        return classifier
    }

    private var classifierOptions: ClassifierOptions {
        var options = ClassifierOptions()
        (options.allScores, options.logits, options.topLabels) = (allScores, logits, topK)
        (options.threshold, options.task) = (threshold, task.task)
        return options
    }

    private func entityLabeller(_ model: NamedModel) throws -> EntityLabeller {
        try refuse(
            [
                ("--all-scores", allScores), ("--logits", logits), ("--top-k", topK != 1),
                ("--threshold", threshold != nil), ("--pair-column", pairColumn != nil),
            ], for: "a model of entities")
        let classifier = try TokenClassifier(
            directory: model.directory, maximumLength: maximumLength, precision: precision.precision,
            allowance: allowance.allowance, letterCase: letterCase.letterCase)
        classifier.precision.tell(talk.logger)
        talk.warn(classifier.tokenizerWarnings)
        var options = EntityAnswerOptions()
        options.aggregation = aggregation ?? .decoded
        options.form = try output.format(outputFormat) == .conll ? .columns : words ? .words : .spans
        return try EntityLabeller(classifier, directory: model.directory, options: options)
    }
}

extension EntityAggregation: ExpressibleByArgument {}

/// A model among several, and the name that its columns begin with.
private struct NamedModel {
    let name: String
    let directory: String

    /// - Parameter argument: A directory or a name on the hub, after `NAME=` where the user names it.
    init(_ argument: String, _ talk: TalkOptions) throws {
        let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
        let isNamed = parts.count == 2 && !parts[0].contains("/")
        let model = isNamed ? parts[1] : argument
        directory = try modelDirectory(model, talk)
        name = isNamed ? parts[0] : model.split(separator: "/").last.map(String.init) ?? model
    }
}
