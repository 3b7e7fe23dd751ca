import Checkpoints
import Datasets
import Foundation
import Inference
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// A fine-tuned model stores the columns that it was trained on.
@Suite struct TrainedColumnsTests {
    private let tiny: TinyTraining

    init() throws { tiny = try TinyTraining(rows: 24) }

    private static let table = TinyReviews.rows(24).map { row in
        [row.text, "the \(row.label == "positive" ? "good" : "bad") soup was here", row.label]
    }

    private func write(_ name: String, header: [String]?) throws -> LabelledFile {
        let separator = name.hasSuffix(".csv") ? "," : "\t"
        if name.hasSuffix(".jsonl"), let header {
            let lines = Self.table.map { row in
                "{" + zip(header, row).map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", ") + "}\n"
            }
            return LabelledFile(path: try tiny.directory.write(name, lines.joined()))
        }
        let lines = ([header].compactMap(\.self) + Self.table).map { $0.joined(separator: separator) + "\n" }
        return LabelledFile(path: try tiny.directory.write(name, lines.joined()))
    }

    /// Trains on a file for one update.
    private func trained(_ file: LabelledFile, columns: ColumnSelection) throws -> FineTuning {
        var training = tiny.settings
        training.training = file
        training.training.columns = columns
        training.recipe.epochs = 1
        training.recipe.maximumSteps = 2
        _ = try training.run(cache: tiny.cache)
        return training
    }

    /// The format of a file, its named columns, and the columns that are stored.
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let header: [String]?
        let columns: ColumnSelection
        let remembered: TrainedColumns
        var testDescription: String { "\(file) \(header ?? [])" }
    }

    private static let cases: [Case] = [
        Case(
            file: "pairs.tsv", header: ["premise", "hypothesis", "label"],
            columns: ColumnSelection(text: "premise", pair: "hypothesis"),
            remembered: TrainedColumns(text: "premise", pair: "hypothesis")),
        Case(
            file: "named.csv", header: ["text", "other", "label"], columns: ColumnSelection(pair: "other"),
            remembered: TrainedColumns(text: "text", pair: "other")),
        Case(
            file: "pairs.jsonl", header: ["sentence", "b", "label"], columns: ColumnSelection(pair: "b"),
            remembered: TrainedColumns(text: "sentence", pair: "b")),
        Case(
            file: "bare.tsv", header: nil,
            columns: ColumnSelection(text: "1", pair: "2", label: "3", hasHeader: false),
            remembered: TrainedColumns(text: "1", pair: "2", label: "3", hasHeader: false)),
        Case(
            file: "single.tsv", header: ["text", "b", "label"], columns: ColumnSelection(),
            remembered: TrainedColumns(text: "text", pair: nil)),
        Case(
            file: "second.tsv", header: ["text", "b", "label"], columns: ColumnSelection(text: "b"),
            remembered: TrainedColumns(text: "b", pair: nil)),
    ]

    @Test(arguments: cases)
    func columnsAreRemembered(_ example: Case) throws {
        let training = try trained(try write(example.file, header: example.header), columns: example.columns)
        let classifier = try TextClassifier(directory: training.output)
        #expect(classifier.trainedColumns == example.remembered)
        // Without column options, evaluation reads the same ones.
        let named = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: tiny.cache)
        let file = LabelledFile(path: training.training.path)
        let remembered = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: file, cache: tiny.cache)
        #expect(remembered.answers.logits == named.answers.logits)
        // A model of pairs does not accept a single text.
        if example.remembered.pair == nil {
            #expect(try classifier.predict("the film was good").scores.count == 3)
        } else {
            let error = #expect(throws: FledgeError.self) { try classifier.predict("the film was good") }
            #expect(error?.problem == "the model was trained on pairs of texts and gets single ones")
            let pairs = try classifier.predict(["the film was good"], pairs: ["the soup was bad"])
            #expect(pairs.predictions.count == 1)
        }
    }

    /// The errors for a file without the second text.
    @Test(arguments: [
        ("other.tsv", "the model was trained on pairs of texts, and there is no column \"hypothesis\""),
        ("other.csv", "the model was trained on pairs of texts, and there is no column \"hypothesis\""),
        ("other.jsonl", "the model was trained on pairs of texts, and there is no column \"hypothesis\""),
    ])
    func aMissingPairIsAnError(name: String, problem: String) throws {
        let training = try trained(
            try write("pairs.tsv", header: ["premise", "hypothesis", "label"]),
            columns: ColumnSelection(text: "premise", pair: "hypothesis"))
        let other = try write(name, header: ["premise", "b", "label"])
        let error = #expect(throws: FledgeError.self) {
            try ClassifierEvaluation(
                PretrainedModel(directory: training.output, head: .sequenceClassification), data: other,
                cache: tiny.cache)
        }
        #expect(error?.problem == problem)
        // A column that the caller names takes precedence.
        var file = other
        file.columns.pair = "b"
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: file, cache: tiny.cache)
        #expect(evaluation.rowCount == 24)
    }

    @Test func aPairForAModelOfSingleTextsIsSaid() throws {
        let training = try trained(try write("single.tsv", header: ["text", "b", "label"]), columns: ColumnSelection())
        var file = training.training
        file.columns.pair = "b"
        let pairs = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: file, cache: tiny.cache)
        #expect(pairs.doubts.contains("the model was trained on single texts and is evaluated on pairs"))
        let single = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: tiny.cache)
        #expect(single.doubts.isEmpty)
    }

    @Test(arguments: ["[]", "\"text\"", "{\"text\": 3}", "{\"pair\": [\"b\"]}", "7"])
    func columnsThatMakeNoSense(value: String) throws {
        let configuration = try JSONDecoder().decode(
            JSONValue.self, from: Data("{\"fledge\": {\"columns\": \(value)}}".utf8))
        let error = #expect(throws: FledgeError.self) {
            try ClassifierSettings(
                ModelConfiguration(values: configuration.objectValue ?? [:], path: "config.json"), labelCount: 2)
        }
        #expect(error?.place?.hasPrefix("config.json: fledge: columns") == true)
    }
}
