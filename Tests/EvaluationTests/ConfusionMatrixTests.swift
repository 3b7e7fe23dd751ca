import Evaluation
import Foundation
import TestSupport
import Testing

/// A case for which scikit-learn's metrics were recorded.
struct RecordedCase: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var classCount: Int
    var truth: [Int]
    var prediction: [Int]
    var accuracy: Double
    var precision: [Double]
    var recall: [Double]
    var f1: [Double]
    var support: [Int]
    /// Over the classes among the truths or the predictions.
    var macro: [Double]
    var macroAllLabels: [Double]
    var weighted: [Double]
    var confusionMatrix: [[Int]]

    var testDescription: String { name }

    var matrix: ConfusionMatrix {
        var matrix = ConfusionMatrix(labels: (0..<classCount).map { "class \($0)" })
        for (truth, prediction) in zip(truth, prediction) { matrix.add(truth: truth, prediction: prediction) }
        return matrix
    }

    static let all: [RecordedCase] = {
        let file = URL(filePath: Fixtures.path("Evaluation/scikit-learn.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode([RecordedCase].self, from: Data(contentsOf: file))
        } catch {
            Issue.record("the recorded cases cannot be read: \(error)")
            return []
        }
    }()
}

@Suite struct ConfusionMatrixTests {
    @Test func casesAreThere() { #expect(RecordedCase.all.count == 9) }

    @Test(arguments: RecordedCase.all)
    func measuresAreThoseOfScikitLearn(_ recorded: RecordedCase) {
        let matrix = recorded.matrix
        let scores = matrix.labels.indices.map(matrix.scores)
        let (macro, weighted) = (matrix.macroAverage, matrix.weightedAverage)
        #expect(agree([matrix.accuracy], [recorded.accuracy]))
        #expect(agree(scores.map(\.precision), recorded.precision))
        #expect(agree(scores.map(\.recall), recorded.recall))
        #expect(agree(scores.map(\.f1), recorded.f1))
        #expect(scores.map(\.support) == recorded.support)
        #expect(agree([macro.precision, macro.recall, macro.f1], recorded.macro))
        let all = matrix.macroAverageOfAllLabels
        #expect(agree([all.precision, all.recall, all.f1], recorded.macroAllLabels))
        #expect(agree([weighted.precision, weighted.recall, weighted.f1], recorded.weighted))
        #expect(ClassificationReport(matrix).confusionMatrix == recorded.confusionMatrix)
    }

    @Test func emptyMatrixScoresZero() {
        let matrix = ConfusionMatrix(labels: ["no", "yes"])
        #expect(matrix.total == 0)
        #expect(matrix.accuracy == 0)
        #expect(matrix.macroAverage.f1 == 0)
        #expect(matrix.weightedAverage.f1 == 0)
    }

    @Test func matricesAddUp() {
        var first = ConfusionMatrix(labels: ["no", "yes"])
        first.add(truth: 0, prediction: 1)
        var second = ConfusionMatrix(labels: ["no", "yes"])
        second.add(truth: 0, prediction: 1)
        second.add(truth: 1, prediction: 1)
        first.add(second)
        #expect(first.counts == [0, 2, 0, 1])
        #expect(first[truth: 0, prediction: 1] == 2)
        #expect(first.correct == 1)
    }
}
