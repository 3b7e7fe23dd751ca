import DatasetCaching
import Datasets
import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing
import Training

/// Rows that are held out of the training data for validation.
@Suite struct HeldOutValidationTests {
    private let tiny: TinyTraining

    init() throws { tiny = try TinyTraining(rows: 60) }

    private var training: FineTuning {
        var training = tiny.settings
        training.recipe.epochs = 2
        training.recipe.batchSize = 8
        return training
    }

    @Test(arguments: [(0.05, 3), (0.1, 6), (0.2, 12), (0.5, 30), (0.34, 21)])
    func aShareOfEachClass(share: Double, count: Int) throws {
        var training = training
        training.validationShare = share
        var plans: [TrainingPlan] = []
        var validated: [Int] = []
        let summary = try training.run(cache: tiny.cache) { event in
            switch event {
            case .prepared(let plan): plans.append(plan)
            case .validating(let done, let total):
                #expect(total == count && (1...total).contains(done))
                validated.append(done)
            default: break
            }
        }
        let plan = try #require(plans.first)
        #expect(plan.training.rowCount == 60 - count)
        #expect(plan.validation?.rowCount == count)
        #expect(plan.validation?.remarks == ["held out of the training data (seed 0)"])
        #expect(summary.bestEpoch != nil)
        #expect(validated.contains(count))
        let record = try JSONValue(contentsOf: "\(training.output)/training.json")
        #expect(record["validation_share"]?.numberValue == share)
        let report = try JSONValue(contentsOf: "\(training.output)/report.json")
        let supports = report["validation"]?["report"]?["per_class"]?.arrayValue?.compactMap {
            $0["support"]?.integerValue
        }
        #expect(supports == [count / 3, count / 3, count / 3])
    }

    @Test func theSameSeedHoldsOutTheSameRows() throws {
        func loss(_ seed: UInt64, _ output: String) throws -> Double? {
            var training = training
            training.output = "\(tiny.directory.path)/\(output)"
            training.recipe.seed = seed
            training.validationShare = 0.1
            return try training.run(cache: tiny.cache).validation?.loss
        }
        let first = try loss(3, "first")
        #expect(try loss(3, "second") == first)
        #expect(try loss(4, "third") != first)
    }

    @Test(arguments: [0, 1, -0.1, 1.5, .nan])
    func sharesOutOfRange(share: Double) throws {
        var training = training
        training.validationShare = share
        let error = #expect(throws: FledgeError.self) { try training.run(cache: tiny.cache) }
        #expect(error?.problem == "the share of rows held out for validation is out of range")
    }

    @Test func aFileAndAShareExcludeEachOther() throws {
        var training = training
        (training.validationShare, training.validation) = (0.1, training.training)
        let error = #expect(throws: FledgeError.self) { try training.run(cache: tiny.cache) }
        #expect(error?.category == .usage)
    }

    @Test("held-out rows that repeat a training text are a finding", arguments: [0.1, 0.2, 0.5])
    func repeatedTexts(share: Double) throws {
        var training = training
        training.validationShare = share
        let once = TinyReviews.tsv(TinyReviews.rows(60))
        let repeated = "text\tlabel\n" + String(repeating: "the same text\tgood\nanother text\tbad\n", count: 20)
        for (content, isRepeated) in [(once, false), (repeated, true)] {
            training.training.path = try tiny.directory.write("\(isRepeated).tsv", content)
            training.output = "\(tiny.directory.path)/\(isRepeated)"
            training.recipe.epochs = 1
            _ = tiny.cache.takeNewFindings()
            _ = try training.run(cache: tiny.cache)
            let found = tiny.cache.takeNewFindings().filter { $0.code == .sharedTexts }
            #expect(found.count == (isRepeated ? 1 : 0))
            guard isRepeated else { continue }
            #expect(found.first?.sentence.hasPrefix("\(Int(40 * share)) rows that are held out for validation") == true)
        }
    }

    @Test("texts of entities that both files have are a finding", arguments: [true, false])
    func sharedEntityTexts(areShared: Bool) throws {
        var training = training
        training.recipe.task = .entities
        training.recipe.epochs = 1
        training.training = LabelledFile(
            path: try tiny.directory.write("train.conll", "good O\nfilm B-X\n\nbad O\n\nfilm B-X\n"))
        training.validation = LabelledFile(
            path: try tiny.directory.write("valid.conll", areShared ? "so O\n\ngood O\nfilm B-X\n" : "so O\nfilm B-X\n")
        )
        _ = tiny.cache.takeNewFindings()
        _ = try training.run(cache: tiny.cache)
        let found = tiny.cache.takeNewFindings().filter { $0.code == .sharedTexts }
        #expect(found.map(\.line) == (areShared ? [3] : []))
        #expect(found.allSatisfy { $0.sentence.hasPrefix("1 text occurs in") && $0.file.hasSuffix("valid.conll") })
    }

    @Test("names for labels that occur in no file are a finding", arguments: [false, true])
    func unusedLabelNames(areMisspelt: Bool) throws {
        var training = training
        training.training.path = try tiny.directory.write(
            "named.tsv", "text\tlabel\n" + String(repeating: "bad\tlow\nfine\thigh\n", count: 8))
        training.training.labels.names = areMisspelt ? ["lwo": "bad", "hihg": "good"] : ["low": "bad", "high": "good"]
        training.recipe.epochs = 1
        _ = try training.run(cache: tiny.cache)
        let found = tiny.cache.takeNewFindings().filter { $0.code == .unusedLabelNames }
        #expect(found.count == (areMisspelt ? 1 : 0))
        #expect(found.allSatisfy { $0.sentence.contains("did you mean \"high\" by \"hihg\"?") })
    }
}
