import Datasets
import Inference
import InputOutput
import Labelling
import TestSupport
import Testing

/// Classifiers as labellers.
@Suite struct ClassifierLabellerTests {
    private let directory: TemporaryDirectory
    private let paths: [String]
    private let classifiers: [TextClassifier]
    private let rows = TinyReviews.rows(30).enumerated().map { Row(text: $1.text, line: $0 + 1) }

    init() throws {
        directory = try TemporaryDirectory()
        var first = TinyModel()
        first.addClassifier(labels: TinyReviews.labels)
        var second = TinyModel()
        second.addClassifier(labels: TinyReviews.labels.reversed())
        paths = [try first.write(in: directory, as: "first"), try second.write(in: directory, as: "second")]
        classifiers = try paths.map { try TextClassifier(directory: $0) }
    }

    private func options(_ change: (inout ClassifierOptions) -> Void) -> ClassifierOptions {
        var options = ClassifierOptions()
        change(&options)
        return options
    }

    private func labeller(_ options: ClassifierOptions) throws -> ClassifierLabeller {
        try ClassifierLabeller(classifiers[0], options: options, usesPairs: false)
    }

    @Test func `columns and values are the classifier's`() throws {
        let labeller = try labeller(
            options {
                $0.topLabels = 3
                $0.allScores = true
                $0.logits = true
            })
        #expect(
            labeller.columns.map(\.name)
                == ["label", "score", "label_2", "score_2", "label_3", "score_3", "scores", "logits"])
        let labelled = try labeller.label(rows)
        let predictions = try classifiers[0].predict(rows.map(\.text)).predictions
        for (values, prediction) in zip(labelled.values, predictions) {
            #expect(values[0] == .text(prediction.label))
            #expect(values[1] == .number(prediction.score))
            let sorted = prediction.scores.sorted(by: >)
            #expect([values[1], values[3], values[5]] == sorted.map { .number($0) })
            #expect(values[6] == .numbers(prediction.scores))
            #expect(values[7] == .numbers(prediction.logits))
        }
        #expect(labelled.tokenCounts.allSatisfy { $0 > 3 })
    }

    @Test func `labels below the threshold are withheld`() throws {
        let scores = try classifiers[0].predict(rows.map(\.text)).predictions.map(\.score)
        let threshold = scores.sorted()[15]
        let labelled = try labeller(options { $0.threshold = Double(threshold) }).label(rows)
        for (values, score) in zip(labelled.values, scores) {
            #expect((values[0] == .absent) == (score < threshold))
            #expect(values[1] == .number(score))
        }
    }

    @Test func `an ensemble has the average of the probabilities`() throws {
        let ensemble = try EnsembleLabeller(
            classifiers, options: options { $0.allScores = true }, usesPairs: false)
        let labelled = try ensemble.label(rows)
        let (first, second) = (
            try classifiers[0].predict(rows.map(\.text)).predictions,
            try classifiers[1].predict(rows.map(\.text)).predictions
        )
        for (row, values) in labelled.values.enumerated() {
            // The labels of the second one are in another order.
            let pairs = zip(first[row].scores, second[row].scores.reversed())
            let mean = pairs.map { Float((Double($0) + Double($1)) / 2) }
            #expect(values[2] == .numbers(mean))
            let best = try #require(mean.indices.max { mean[$0] < mean[$1] })
            #expect(values[0] == .text(TinyReviews.labels[best]))
            #expect(values[1] == .number(mean[best]))
        }
        #expect(labelled.values.map { $0[2] } != first.map { .numbers($0.scores) })
        var other = TinyModel()
        other.addClassifier(labels: ["a", "b", "c"])
        let path = try other.write(in: directory, as: "other")
        let stranger = try TextClassifier(directory: path)
        #expect(
            message {
                _ = try EnsembleLabeller(
                    [classifiers[0], stranger], options: ClassifierOptions(), usesPairs: false)
            } == """
                \(path): the models of an ensemble must have the same task and labels
                  expected: single-label, "negative", "neutral", "positive" as \(paths[0])
                  found:    single-label, "a", "b", "c"
                """)
    }

    @Test func `several models in one pass`() throws {
        let one = try labeller(ClassifierOptions())
        let other = try ClassifierLabeller(
            classifiers[1], options: ClassifierOptions(), usesPairs: false)
        let both = try SeveralLabellers([("a", one), ("b", other)])
        #expect(both.columns.map(\.name) == ["a_label", "a_score", "b_label", "b_score"])
        let labelled = try both.label(rows)
        let (first, second) = (try one.label(rows), try other.label(rows))
        for row in rows.indices {
            #expect(labelled.values[row] == first.values[row] + second.values[row])
            #expect(labelled.tokenCounts[row] == first.tokenCounts[row] + second.tokenCounts[row])
        }
        #expect(one.settings["model"] != other.settings["model"])
        #expect(both.settings["model of a"] == one.settings["model"])
        #expect(throws: FledgeError.self) { try SeveralLabellers([("a", one), ("A", other)]) }
    }

    @Test func `options that make no sense`() throws {
        #expect(
            message { _ = try labeller(options { $0.topLabels = 4 }) }
                == "--top-k exceeds the number of labels\n  expected: at most 3\n  found:    4")
        #expect(
            message {
                _ = try EnsembleLabeller(
                    [classifiers[0]], options: ClassifierOptions(), usesPairs: false)
            } == "an ensemble needs at least two models\n  expected: --model several times\n  found:    1")
    }
}
