import Evaluation
import Foundation
import InputOutput
import Testing

@Suite struct CalibrationTests {
    @Test(arguments: RecordedMetrics.all.classification)
    func binsAreThoseRecorded(_ recorded: RecordedMetrics.Classification) throws {
        for expected in recorded.reliability {
            let diagram = ReliabilityDiagram(try recorded.predictions(), binCount: expected.binCount)
            #expect(diagram.bins.map(\.count) == expected.counts)
            #expect(agree(diagram.bins.map(\.meanConfidence), expected.confidences))
            #expect(agree(diagram.bins.map(\.accuracy), expected.accuracies))
            #expect(agree(diagram.expectedCalibrationError, expected.expectedError))
            #expect(agree(diagram.maximumCalibrationError, expected.maximumError))
        }
    }

    @Test(arguments: 1...100)
    func boundsBelongToTheBinBelow(_ binCount: Int) {
        let bounds = (1...binCount).map { Double($0) / Double(binCount) }
        let diagram = ReliabilityDiagram(
            confidences: bounds, areRight: bounds.map { _ in true }, binCount: binCount)
        #expect(diagram.bins.map(\.count) == bounds.map { _ in 1 })
        #expect(diagram.bins.map(\.upperBound) == bounds)
        let above = ReliabilityDiagram(
            confidences: [0] + bounds.dropLast().map(\.nextUp), areRight: bounds.map { _ in true }, binCount: binCount)
        #expect(above.bins.map(\.count) == bounds.map { _ in 1 })
    }

    @Test func tableOfTheDiagram() throws {
        let diagram = ReliabilityDiagram(
            confidences: [0.25, 0.75, 1], areRight: [true, false, true], binCount: 2)
        #expect(
            diagram.rendered == """
                confidence   count  mean confidence  accuracy
                0.000–0.500      1           0.2500    1.0000
                0.500–1.000      2           0.8750    0.5000

                expected calibration error  0.5000
                maximum calibration error   0.7500
                """)
        #expect(
            try json(diagram) == """
                {"bins":[\
                {"accuracy":1,"count":1,"lower_bound":0,"mean_confidence":0.25,"upper_bound":0.5},\
                {"accuracy":0.5,"count":2,"lower_bound":0.5,"mean_confidence":0.875,"upper_bound":1}],\
                "count":3,"expected_calibration_error":0.5,"maximum_calibration_error":0.75}
                """)
        #expect(try comeback(diagram) == diagram)
    }

    @Test(arguments: RecordedMetrics.all.classification.filter { $0.temperature != nil })
    func temperatureIsTheRecordedRoot(_ recorded: RecordedMetrics.Classification) throws {
        let predictions = try recorded.predictions()
        let scaling = try TemperatureScaling(fitting: predictions)
        #expect(abs(scaling.temperature / (try #require(recorded.temperature)) - 1) <= 1e-12)
        #expect(agree(scaling.crossEntropyBefore, recorded.crossEntropy))
        let scaled = try scaling.applied(to: predictions)
        #expect(abs((scaled.crossEntropy ?? .nan) - scaling.crossEntropyAfter) <= 1e-12)
        #expect(scaling.crossEntropyAfter <= scaling.crossEntropyBefore)
        #expect(scaled.predictions == predictions.predictions)
        #expect(try comeback(scaling) == scaling)
    }

    @Test func mostRecordedTemperaturesAreThere() {
        #expect(RecordedMetrics.all.classification.filter { $0.temperature != nil }.count >= 9)
    }

    private static let unfit: [([Int], [Double], reason: String, expected: String)] = [
        ([], [], "there are no examples", "labelled examples"),
        (
            [0, 1], [1, 1, 2, 2], "the logits of each example are all equal, so every temperature gives the same loss",
            "logits that differ"
        ),
        (
            [0, 1], [1, 0, 0, 1],
            "the examples are too few or too easy: the sharper the probabilities, the lower the loss",
            "an optimal temperature of at least 0.05"
        ),
        (
            [1, 0], [1, 0, 0, 1],
            "the logits do not predict the classes: the flatter the probabilities, the lower the loss",
            "an optimal temperature of at most 20"
        ),
    ]

    @Test(arguments: unfit)
    func unfitExamplesAreRefused(_ truths: [Int], logits: [Double], reason: String, expected: String) throws {
        let predictions = try ClassPredictions(labels: ["a", "b"], truths: truths, logits: logits)
        let error = #expect(throws: FledgeError.self) { try TemperatureScaling(fitting: predictions) }
        #expect(error?.category == .data)
        #expect(error?.problem == "a temperature cannot be fitted: \(reason)")
        #expect(error?.expected == expected)
    }

    @Test func probabilitiesAloneAreRefused() throws {
        let predictions = try ClassPredictions(labels: ["a", "b"], truths: [0], probabilities: [0.5, 0.5])
        let error = #expect(throws: FledgeError.self) { try TemperatureScaling(fitting: predictions) }
        #expect(error?.problem == "a temperature cannot be fitted: only probabilities are known")
        #expect(error?.expected == "logits")
    }

    @Test func tableOfTheTemperature() throws {
        // Right three times in four with a distance of ln 9 for nine in ten: the best distance is ln 3.
        let distance = log(9.0)
        let predictions = try ClassPredictions(
            labels: ["a", "b"], truths: [0, 0, 0, 1], logits: [distance, 0, distance, 0, distance, 0, distance, 0])
        let scaling = try TemperatureScaling(fitting: predictions)
        #expect(
            scaling.rendered == """
                temperature                  2.0000
                cross-entropy before (nats)  0.6547
                cross-entropy after (nats)   0.5623
                examples                          4
                """)
    }
}
