import Checkpoints
import DatasetCaching
import Datasets
import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// Models side by side.
@Suite struct ModelComparisonTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache
    private let model: String

    init() throws {
        directory = try TemporaryDirectory()
        cache = try DatasetCache(path: "\(directory.path)/cache.sqlite")
        model = try TinyModel().write(in: directory)
    }

    static let labels: [TextTask: @Sendable (Int) -> String] = [
        .singleLabel: { ["bad", "fine", "good"][$0 % 3] }, .ordinal: { "\($0 % 3 + 1)" },
        .multiLabel: { ["", "a", "a|b", "c"][$0 % 4] }, .regression: { "\(Double($0 % 5) / 2)" },
    ]

    private func trained(_ task: TextTask, _ name: String, rate: Double, data: LabelledFile) throws -> String {
        var training = FineTuning(model: model, training: data, output: "\(directory.path)/\(name)")
        training.recipe.task = task
        training.recipe.epochs = 4
        training.recipe.batchSize = 8
        training.recipe.learningRate = rate
        _ = try training.run(cache: cache)
        return training.output
    }

    /// The metrics computed from rows equal those of the report for every task, and differences are consistent.
    @Test(arguments: TextTask.ofWholeTexts) func measuresAgreeWithTheReport(task: TextTask) throws {
        let label = try #require(Self.labels[task])
        let rows = TinyReviews.rows(60).enumerated().map { "\($1.text)\t\(label($0))\n" }
        let data = LabelledFile(path: try directory.write("data.tsv", "text\tlabel\n" + rows.joined()))
        let models = [
            try trained(task, "first", rate: 1e-6, data: data), try trained(task, "second", rate: 3e-3, data: data),
        ]
        let comparison = try ModelComparison(models: models, data: data, cache: cache)
        #expect(comparison.contestants.map(\.model) == models)
        for contestant in comparison.contestants {
            let measures = contestant.evaluation.judgement.measures
            // The metrics that can be requested before training include all existing ones.
            let perfect = try Judgement.perfect(task, labels: ["a", "b", "c"])
            #expect(Set(measures.keys).subtracting(perfect.measures.keys).isEmpty)
            #expect(contestant.intervals.first?.name == contestant.evaluation.judgement.report.measureName)
            for measure in contestant.intervals {
                let (estimate, expected) = try (
                    #require(measure.interval.estimate), #require(measures[measure.name], "\(measure.name)")
                )
                #expect(abs(estimate - expected) < 1e-6, "\(measure.name)")
                let (lower, upper) = try (#require(measure.interval.lower), #require(measure.interval.upper))
                #expect(lower <= estimate && estimate <= upper, "\(measure.name): \(lower) \(estimate) \(upper)")
            }
            #expect(contestant.evaluation.textsPerSecond > 0)
        }
        let difference = try #require(comparison.differences.first)
        let values = comparison.contestants.map { $0.intervals.map(\.interval.estimate) }
        for (index, measure) in difference.intervals.enumerated() {
            let expected = try #require(values[1][index]) - #require(values[0][index])
            #expect(abs(try #require(measure.interval.estimate) - expected) < 1e-9)
        }
        let (before, after) = (comparison.contestants[0].evaluation, comparison.contestants[1].evaluation)
        let rowsApart = comparison.disagreeingRows
        if task == .regression {
            #expect(difference.mcNemar == nil)
            #expect(rowsApart.count == 60)
        } else {
            let test = try #require(difference.mcNemar)
            #expect(test.onlyFirstRight + test.onlySecondRight == rowsApart.count)
            #expect(
                after.answers.isRight.count { $0 } - before.answers.isRight.count { $0 }
                    == test.onlySecondRight - test.onlyFirstRight)
        }
        let disagreements = try comparison.disagreements(rowsApart)
        let texts = TinyReviews.rows(60).map(\.text)
        #expect(!disagreements.isEmpty)
        for disagreement in disagreements {
            #expect(disagreement.text == texts[disagreement.line - 2])
            let truth = label(disagreement.line - 2)
            #expect(task == .regression ? Double(disagreement.truth) == Double(truth) : disagreement.truth == truth)
            if task != .regression { #expect(Set(disagreement.answers.map(\.isRight)) == [true, false]) }
            for answer in disagreement.answers where answer.isRight == true { #expect(answer.answer == truth) }
        }
    }

    @Test func modelsOfOtherLabelsAreNamed() throws {
        func classifier(_ name: String, _ labels: [String], task: String? = nil) throws -> String {
            var model = TinyModel()
            model.addClassifier(labels: labels)
            if let task { model.configuration["problem_type"] = "\"\(task)\"" }
            return try model.write(in: directory, as: name)
        }
        let data = LabelledFile(path: try directory.write("data.tsv", "text\tlabel\nthe film\ta\nthe soup\tb\n"))
        let first = try classifier("first", ["a", "b"])
        let second = try classifier("second", ["b", "c"])
        #expect(
            throws: FledgeError(
                .data, at: second, "the models have different labels and cannot be compared",
                expected: "\"a\", \"b\", as \(first) has", found: "\"b\", \"c\"",
                advice: "compare models of the same labels")
        ) { try ModelComparison(models: [first, second], data: data, cache: cache) }
        let third = try classifier("third", ["a", "b"], task: "multi_label_classification")
        #expect(
            throws: FledgeError(
                .data, at: third, "the models have different tasks and cannot be compared",
                expected: "single-label, as \(first) has", found: "multi-label")
        ) { try ModelComparison(models: [first, third], data: data, cache: cache) }
        // The order of the labels does not matter.
        let turned = try classifier("turned", ["b", "a"])
        let comparison = try ModelComparison(models: [first, turned], data: data, cache: cache)
        #expect(comparison.contestants.allSatisfy { $0.evaluation.rowCount == 2 })
    }
}
