import DatasetCaching
import Datasets
import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// The check of whether pretraining helped.
@Suite struct TransferCheckTests {
    private let directory: TemporaryDirectory
    private let cache: DatasetCache
    private var training: FineTuning

    init() throws {
        let tiny = try TinyTraining(rows: 120)
        (directory, cache, training) = (tiny.directory, tiny.cache, tiny.settings)
        training.recipe.batchSize = 8
        training.recipe.epochs = 1
        var check = TransferCheck()
        (check.rowLimit, check.epochs) = (72, 1)
        training.transferCheck = check
    }

    @Test func comparesAllOnRowsThatAreHeldOut() throws {
        var told: [String] = []
        let summary = try training.run(cache: cache) { event in
            if case .checking(let contender, let epochs) = event { told.append("\(contender) \(epochs ?? 0)") }
        }
        #expect(told == ["pretrained 1", "random 1", "frozen 0", "words 0"])
        let finding = try #require(summary.transfer)
        #expect(finding.rowCount == 72)
        #expect(finding.validationRowCount == 24)
        #expect(finding.isHeldOut)
        #expect(finding.measure == "accuracy")
        #expect(finding.results.map(\.contender) == [.pretrained, .random, .frozen, .words])
        // One word determines the label, which a bag-of-words model finds out.
        #expect(finding.results[3].score == 1)
        #expect(finding.results.allSatisfy { $0.measures["accuracy"].map { $0 == $0 } ?? false })
        for (result, comparison) in zip(finding.results.dropFirst(), finding.comparisons) {
            #expect(result.contender == comparison.contender)
            #expect(abs(finding.results[0].score - result.score - comparison.difference) < 1e-12)
            let test = try #require(comparison.test)
            #expect(comparison.pValue == test.pValue)
            #expect(test.onlyFirstRight - test.onlySecondRight == Int((comparison.difference * 24).rounded()))
        }
        #expect(finding.rendered.hasSuffix(finding.sentence))
        let path = "\(training.output)/transfer.json"
        let written = try JSONValue(contentsOf: path)
        #expect(written["verdict"]?.stringValue == finding.verdict.rawValue)
        #expect(try JSONValue(contentsOf: "\(training.output)/report.json")["transfer"] == written)
    }

    /// A limit of updates also applies to the check's training runs, which then have at most the epochs that it allows.
    @Test(
        arguments: [(1, nil, 1), (5, nil, 1), (9, nil, 1), (10, nil, 2), (28, nil, 4), (3, 2, 2)] as [(Int, Int?, Int)])
    func aLimitOfUpdatesHolds(limit: Int, epochs: Int?, expected: Int) throws {
        var training = training
        training.recipe.maximumSteps = limit
        training.transferCheck?.epochs = epochs
        var updates = 0
        var most = 0
        let summary = try training.run(cache: cache) { event in
            switch event {
            case .checking: updates = 0
            case .checkingStep(let progress):
                updates += 1
                most = max(most, progress.totalSteps)
                #expect(updates <= limit)
            default: break
            }
        }
        let finding = try #require(summary.transfer)
        #expect(most <= limit && most > 0)
        // Nine updates make an epoch of 72 rows.
        #expect(finding.epochs <= expected)
        #expect(finding.maximumSteps == limit)
        #expect(finding.rendered.contains("of at most \(limit == 1 ? "1 update" : "\(limit) updates") in all"))
    }

    /// The check evaluates on the validation data if there are any; the same seed gives the same result.
    @Test func judgesByTheValidationData() throws {
        var training = training
        let rows = try directory.write("validation.tsv", TinyReviews.tsv(TinyReviews.rows(30, offset: 120)))
        training.validation = LabelledFile(path: rows)
        let first = try #require(try training.run(cache: cache).transfer)
        #expect(!first.isHeldOut)
        #expect(first.validationRowCount == 30)
        training.overwrite = true
        let second = try #require(try training.run(cache: cache).transfer)
        #expect(first.comparisons == second.comparisons)
        #expect(first.sentence == second.sentence)
    }

    @Test(arguments: ["regression", "ordinal", "multi-label"])
    func otherTasksAreCheckedToo(task: String) throws {
        var training = training
        let marks = ["negative": "1", "neutral": "2", "positive": "3"]
        let rows = TinyReviews.rows(120).map { row in
            var row = row
            row.label = marks[row.label] ?? ""
            return row
        }
        training.training = LabelledFile(path: try directory.write("task.tsv", TinyReviews.tsv(rows)))
        training.recipe.task = try #require(.init(rawValue: task))
        let finding = try #require(try training.run(cache: cache).transfer)
        #expect(finding.task.rawValue == task)
        #expect((finding.comparisons[0].test == nil) == (task != "multi-label"))
        let words = try #require(finding.results.last)
        #expect(task == "multi-label" ? words.score > 0.9 : words.score < 0.1)
    }

    @Test func numbersOutOfRangeAreRefused() throws {
        var training = training
        training.transferCheck?.rowLimit = 0
        #expect(throws: FledgeError.self) { try training.run(cache: cache) }
    }
}
