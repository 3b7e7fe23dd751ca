import Evaluation
import Foundation
import InputOutput
import Testing

@Suite struct ClassPredictionsTests {
    @Test func probabilitiesAreTheSoftmaxOfHugeLogitsToo() throws {
        let predictions = try ClassPredictions(labels: ["a", "b"], truths: [0, 1], logits: [1e300, 0, -800, -800])
        #expect(predictions.probabilities == [1, 0, 0.5, 0.5])
        #expect(predictions.predictions == [0, 0])
    }

    @Test func singlePrecisionGivesTheSame() throws {
        let (single, double): ([Float], [Double]) = ([0.5, 0.25, 0.125, 2], [0.5, 0.25, 0.125, 2])
        let labels = ["a", "b"]
        #expect(
            try ClassPredictions(labels: labels, truths: [0, 1], logits: single)
                == ClassPredictions(labels: labels, truths: [0, 1], logits: double))
    }

    @Test func selectionRepeatsExamples() throws {
        let predictions = try ClassPredictions(
            labels: ["a", "b"], truths: [0, 1, 1], probabilities: [0.75, 0.25, 0.5, 0.5, 0, 1])
        let selected = predictions.selecting([2, 0, 2])
        #expect(selected.truths == [1, 0, 1])
        #expect(selected.probabilities == [0, 1, 0.75, 0.25, 0, 1])
        #expect(selected.logits == nil)
    }

    @Test(arguments: RecordedMetrics.all.classification)
    func jsonComesBack(_ recorded: RecordedMetrics.Classification) throws {
        let predictions = try recorded.predictions()
        #expect(try comeback(predictions) == predictions)
    }

    @Test(arguments: [
        (#"{"labels":["a","b"],"truths":[0],"logits":[1]}"#, "1 × 2 scores", "1"),
        (#"{"labels":["a","b"],"truths":[2],"logits":[1,2]}"#, "0 to 1", "2"),
        (#"{"labels":["a","b"],"truths":[-1],"probabilities":[0,1]}"#, "0 to 1", "-1"),
        (#"{"labels":["a","b"],"truths":[1],"probabilities":[1.5,-0.5]}"#, "0 to 1", "1.5"),
        (#"{"labels":["a","b"],"truths":[1],"probabilities":[0.5,0.25]}"#, "1", "0.75"),
        (#"{"labels":[],"truths":[1],"probabilities":[]}"#, "no example, since there is no class", "1"),
    ])
    func damagedPredictionsAreRefused(_ json: String, expected: String, found: String) throws {
        let error = #expect(throws: FledgeError.self) {
            try JSONDecoder().decode(ClassPredictions.self, from: Data(json.utf8))
        }
        #expect(error?.category == .data)
        #expect(error?.expected == expected)
        #expect(error?.found == found)
    }

    @Test func divergedLogitsAreNamed() throws {
        let error = #expect(throws: FledgeError.self) {
            try ClassPredictions(labels: ["a", "b"], truths: [0, 1], logits: [0, 1, 2, Double.nan])
        }
        #expect(
            error?.description == """
                example 2: the score of "b" is not a finite number
                  found:    nan
                  try:      check whether training diverged
                """)
    }

    private static let largest: [([Float], Int?)] = [
        ([], nil), ([2], 0), ([1, 3, 3, 2], 1), ([-5, -4], 1), ([.nan, 1], 0), ([1, .nan, 2], 2),
    ]

    @Test(arguments: largest)
    func largestIsTheFirstOfEquals(_ values: [Float], index: Int?) {
        #expect(values.indexOfLargest == index)
    }

    @Test func largestOfASliceHasItsIndex() { #expect([9, 1, 7, 3][1...].indexOfLargest == 2) }
}
