import Evaluation
import Foundation
import InputOutput
import Testing

@Suite struct MultiLabelReportTests {
    private func expect(
        _ found: ClassScores, is recorded: RecordedMetrics.MultiLabel.Scores,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            agree([found.precision, found.recall, found.f1], recorded.scores), "\(found)",
            sourceLocation: sourceLocation)
        #expect(found.support == recorded.support, sourceLocation: sourceLocation)
        #expect(agree(found.rocAUC, recorded.rocAuc), "\(found)", sourceLocation: sourceLocation)
        #expect(agree(found.averagePrecision, recorded.averagePrecision), "\(found)", sourceLocation: sourceLocation)
    }

    @Test(arguments: RecordedMetrics.all.multiLabel)
    func measuresAreThoseOfScikitLearn(_ recorded: RecordedMetrics.MultiLabel) throws {
        let report = MultiLabelReport(try recorded.predictions(), thresholds: recorded.thresholds)
        #expect(report.perLabel.count == recorded.labels.count)
        for (found, expected) in zip(report.perLabel, recorded.labels) { expect(found, is: expected) }
        expect(report.micro, is: recorded.micro)
        expect(report.macro, is: recorded.macro)
        expect(report.weighted, is: recorded.weighted)
        expect(report.samples, is: recorded.samples)
        #expect(agree(report.subsetAccuracy, recorded.subsetAccuracy))
        #expect(agree(report.hammingLoss, recorded.hammingLoss))
        #expect(try comeback(report) == report)
    }

    @Test(arguments: RecordedMetrics.all.multiLabel)
    func bestThresholdsAreThoseOfASearch(_ recorded: RecordedMetrics.MultiLabel) throws {
        let predictions = try recorded.predictions()
        #expect(predictions.bestThresholds() == recorded.bestThresholds)
        let (best, plain) = (
            MultiLabelReport(predictions, thresholds: predictions.bestThresholds()), MultiLabelReport(predictions)
        )
        for (tuned, untuned) in zip(best.perLabel, plain.perLabel) { #expect(tuned.f1 >= untuned.f1) }
    }

    private static let edges: [([Double], [Bool], Double)] = [
        // Between adjacent doubles, only the higher one separates them.
        ([0.75, 0.75.nextDown], [true, false], 0.75),
        // No threshold is better than 0.5.
        ([0.9, 0.4], [true, false], 0.5),
        // The highest alone and the highest four give the same F1.
        ([0.95, 0.8, 0.8, 0.8, 0.55], [true, true, false, false, false], (0.8 + 0.55) / 2),
        // The highest alone and all four give the same F1; half of the lowest is farther from 0.5.
        ([0.9, 0.6, 0.45, 0.3], [true, false, false, true], (0.9 + 0.6) / 2),
        // All are predicted only below the lowest.
        ([0.2, 0.2], [true, true], 0.1),
        ([0.0, 0.0], [true, true], 0.0),
        ([0.2, 0.9], [false, false], 0.5),
    ]

    @Test(arguments: edges)
    func thresholdsAtEdges(_ probabilities: [Double], truths: [Bool], threshold: Double) throws {
        let predictions = try MultiLabelPredictions(labels: ["a"], truths: truths, probabilities: probabilities)
        #expect(predictions.bestThresholds() == [threshold])
    }

    @Test func tableAndJSON() throws {
        let predictions = try MultiLabelPredictions(
            labels: ["fast", "slow"], truths: [true, false, false, false], probabilities: [0.5, 0.25, 0.75, 0.5])
        let report = MultiLabelReport(predictions, thresholds: [0.5, 0.75])
        #expect(
            report.rendered == """
                                  threshold  precision  recall      f1  support  ROC-AUC  avg. precision
                fast                 0.5000     0.5000  1.0000  0.6667        1   0.0000          0.5000
                slow                 0.7500     0.0000  0.0000  0.0000        0        –               –
                micro average                   0.5000  1.0000  0.6667        1   0.5000          0.3333
                macro average                   0.2500  0.5000  0.3333        1        –               –
                weighted average                0.5000  1.0000  0.6667        1   0.0000          0.5000
                samples average                 0.5000  0.5000  0.5000        1        –               –

                subset accuracy  0.5000
                Hamming loss     0.2500
                examples              2
                """)
        let text = try json(report)
        #expect(
            text.hasPrefix(
                #"{"count":2,"hamming_loss":0.25,"labels":["fast","slow"],"macro":{"f1":0.3333333333333333,"#))
        #expect(text.contains(#""per_label":[{"average_precision":0.5,"f1":0.6666666666666666,"label":"fast","#))
        #expect(text.contains(#"{"f1":0,"label":"slow","precision":0,"recall":0,"support":0}"#))
    }

    @Test func selectionRepeatsExamples() throws {
        let predictions = try MultiLabelPredictions(
            labels: ["a", "b"], truths: [true, false, false, true], probabilities: [0.5, 0.25, 0.75, 1])
        let selected = predictions.selecting([1, 1, 0])
        #expect(selected.truths == [false, true, false, true, true, false])
        #expect(selected.probabilities == [0.75, 1, 0.75, 1, 0.5, 0.25])
        #expect(try comeback(selected) == selected)
    }

    @Test(arguments: [
        (#"{"labels":[],"truths":[],"probabilities":[]}"#, "there are no labels to predict"),
        (#"{"labels":["a","b"],"truths":[true],"probabilities":[1]}"#, "the true values do not fill whole rows"),
        (#"{"labels":["a"],"truths":[true],"probabilities":[]}"#, "there must be a score for each example and label"),
        (#"{"labels":["a"],"truths":[true],"probabilities":[2]}"#, "the probability of \"a\" is out of range"),
    ])
    func damagedPredictionsAreRefused(_ json: String, problem: String) throws {
        let error = #expect(throws: FledgeError.self) {
            try JSONDecoder().decode(MultiLabelPredictions.self, from: Data(json.utf8))
        }
        #expect(error?.category == .data)
        #expect(error?.problem == problem)
    }
}
