import DatasetCaching
import Datasets
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// Tasks other than predicting one label.
@Suite struct TrainingTaskTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
    }

    /// Trains the tiny model thoroughly on labelled texts, which are also its validation data.
    private func train(
        _ task: TextTask, _ rows: [(text: String, label: String)], name: String = "rows.tsv"
    ) throws -> (summary: TrainingSummary, classifier: TextClassifier, training: FineTuning) {
        let lines = rows.map { "\($0.text)\t\($0.label)\n" }
        let data = LabelledFile(path: try directory.write(name, "text\tlabel\n" + lines.joined()))
        var training = FineTuning(
            model: try TinyModel().write(in: directory), training: data, validation: data,
            output: "\(directory.path)/\(task.rawValue)")
        training.recipe.task = task
        training.recipe.epochs = 30
        training.recipe.batchSize = 8
        training.recipe.learningRate = 3e-3
        let summary = try training.run(cache: cache)
        return (summary, try TextClassifier(directory: training.output), training)
    }

    private func rows(_ label: (TinyReviews.Row) -> String) -> [(text: String, label: String)] {
        TinyReviews.rows(48).map { ($0.text, label($0)) }
    }

    @Test func `several labels, or none`() throws {
        func labels(_ text: String) -> [String] {
            ["bad", "film", "good"].filter { text.split(separator: " ").contains(Substring($0)) }
        }
        let rows = TinyReviews.rows(48).map { ($0.text, labels($0.text).joined(separator: "|")) }
        #expect(rows.contains { $0.1.isEmpty } && rows.contains { $0.1.contains("|") })
        let (summary, classifier, training) = try train(.multiLabel, rows)
        #expect(summary.validation?["micro_f1"] ?? 0 > 0.9)
        #expect(classifier.task == .multiLabel)
        #expect(classifier.labels == ["bad", "film", "good"])
        let predictions = try classifier.predict(rows.map(\.0)).predictions
        #expect(zip(rows, predictions).count { labels($0.0) == $1.labels } >= 43)
        // As in transformers: an independent probability for each label.
        #expect(predictions.contains { $0.scores.reduce(0, +) > 1.2 })
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        // The scores that training reports use the fitted thresholds.
        #expect(abs((evaluation.judgement["micro_f1"] ?? 0) - (summary.validation?["micro_f1"] ?? 1)) < 1e-9)
        guard case .labelSets(let report) = evaluation.judgement.report else {
            Issue.record("the report is not one of several labels")
            return
        }
        let right = zip(rows, predictions).count { labels($0.0) == $1.labels }
        #expect(abs(report.subsetAccuracy - Double(right) / 48) < 1e-9)
    }

    @Test(arguments: [true, false])
    func `masks of two are read in other files as in the training file`(areMasks: Bool) throws {
        var training = try TinyTraining(rows: 4).settings
        training.recipe.task = .multiLabel
        training.recipe.epochs = 1
        // Lists of two different numbers; a mask without a one, or a list of one, tells which they are.
        let other = areMasks ? "[1, 1]" : "[0]"
        let rows = "text\tlabel\ngood\t[0, 1]\nbad\t[1, 0]\nfilm\t\(other)\n"
        training.training = LabelledFile(path: try directory.write("train.tsv", rows))
        training.model = try TinyModel().write(in: directory)
        training.output = "\(directory.path)/masks"
        _ = try training.run(cache: cache)
        _ = cache.takeNewFindings()
        let data = LabelledFile(path: try directory.write("test.tsv", "text\tlabel\ngood\t[0, 1]\nbad\t[1, 0]\n"))
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: data, cache: cache)
        let codes = cache.takeNewFindings().map(\.code)
        #expect(codes == (areMasks ? [.labelLists, .labelMasks] : [.labelLists]))
        guard case .labelSets(let sets) = evaluation.answers.targets else {
            Issue.record("the targets are not sets of labels")
            return
        }
        #expect(sets == (areMasks ? [[0, 1], [1, 0]] : [[1, 1], [1, 1]]))
    }

    @Test func `a number in the unit of the data`() throws {
        let values = ["negative": 1000.0, "neutral": 2000, "positive": 3000]
        let (summary, classifier, training) = try train(.regression, rows { "\(values[$0.label] ?? 0)" })
        #expect(summary.validation?["root_mean_squared_error"] ?? .infinity < 300)
        let predictions = try classifier.predict(TinyReviews.rows(48).map(\.text)).predictions
        for (row, prediction) in zip(TinyReviews.rows(48), predictions) {
            #expect(abs(Double(prediction.value ?? 0) - (values[row.label] ?? 0)) < 900, "\(row.text)")
        }
        let evaluation = try ClassifierEvaluation(
            PretrainedModel(directory: training.output, head: .sequenceClassification), data: training.training,
            cache: cache)
        let (now, then) = (
            evaluation.judgement["root_mean_squared_error"], summary.validation?["root_mean_squared_error"]
        )
        #expect(abs((now ?? 0) - (then ?? 1)) < 1)
    }

    @Test func `classes in order`() throws {
        let stars = ["negative": "1", "neutral": "2", "positive": "10"]
        let (summary, classifier, _) = try train(.ordinal, rows { stars[$0.label] ?? "" })
        #expect(classifier.labels == ["1", "2", "10"])
        #expect(classifier.task == .ordinal)
        #expect(summary.validation?["mean_absolute_error"] ?? 2 < 0.2)
        #expect(summary.validation?["quadratic_weighted_kappa"] ?? 0 > 0.8)
    }

    @Test(
        arguments: [
            (TextTask.regression, "rows.tsv:3: the label is not a number\n  expected: a number\n  found:    \"much\""),
            (
                .ordinal,
                """
                rows.tsv:3: the label is not a number
                  expected: a number, or an order of the labels
                  found:    "much"
                  try:      name the labels from the lowest to the highest (--label-order)
                """
            ),
        ])
    func `labels that do not suit the task`(task: TextTask, message: String) throws {
        let error = #expect(throws: FledgeError.self) {
            _ = try train(task, [("the film", "1"), ("the soup", "much")])
        }
        #expect(error?.description == "\(directory.path)/\(message)")
    }
}
