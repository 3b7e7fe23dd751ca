import Inference
import InputOutput
import TestSupport
import Testing

/// A text classifier, used through its public interface.
@Suite struct TextClassifierTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        path = try model.write(in: directory)
    }

    @Test func labelsTexts() throws {
        let classifier = try TextClassifier(directory: path)
        let prediction = try classifier.predict("the film was good")
        #expect(classifier.labels == TinyReviews.labels)
        #expect(classifier.labels.contains(prediction.label))
        #expect(prediction.scores.count == 3)
        #expect(prediction.score == prediction.scores.max())
        #expect(abs(prediction.scores.reduce(0, +) - 1) < 1e-6)
        #expect(classifier.labels[prediction.scores.firstIndex(of: prediction.score) ?? -1] == prediction.label)
        #expect(try classifier.predict([]).predictions.isEmpty)
    }

    /// A text's prediction is the same alone, among others, and in another order.
    @Test func neighboursDoNotMatter() throws {
        let classifier = try TextClassifier(directory: path)
        let texts = TinyReviews.rows(60).map(\.text) + ["", " ", String(repeating: "good ", count: 60)]
        let together = try classifier.predict(texts).predictions
        let backwards = try classifier.predict(texts.reversed()).predictions.reversed()
        for (text, (first, second)) in zip(texts, zip(together, backwards)) {
            let alone = try classifier.predict(text)
            #expect(largestDifference(first.logits, alone.logits) < 1e-5, "\(text)")
            #expect(largestDifference(second.logits, alone.logits) < 1e-5, "\(text)")
        }
        #expect(Set(together.map(\.scores)).count > 20)
    }

    @Test func cutsLongTextsAndCountsThem() throws {
        let classifier = try TextClassifier(directory: path, options: LoadingOptions(maximumLength: 5))
        #expect(classifier.lengthLimit.tokens == 5)
        let (predictions, truncatedCount) = try classifier.predict([
            "the film was good", "the film was", "the film was bad", "the film was so",
        ])
        #expect(truncatedCount == 3)
        #expect(largestDifference(predictions[0].logits, predictions[2].logits) < 1e-5)
    }

    @Test func servesSeveralTasksAtOnce() async throws {
        let classifier = try TextClassifier(directory: path)
        let texts = TinyReviews.rows(200).map(\.text)
        let expected = try classifier.predict(texts).predictions
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { try classifier.predict(texts).predictions }
            }
            for try await predictions in group { #expect(predictions == expected) }
        }
    }

    @Test func refusesAnEncoder() throws {
        let encoder = try TinyModel().write(in: directory, as: "encoder")
        #expect(
            throws: FledgeError(
                .data, at: "\(encoder)/config.json", "the model has no labels: it is not a classifier",
                expected: "id2label", found: "no such key",
                advice: "fine-tune it first with: fledge train --model \(encoder) --train FILE --output DIR")
        ) { try TextClassifier(directory: encoder) }
    }

    @Test func pairsNeedAModelWithTypesForBoth() throws {
        var model = TinyModel()
        model.addClassifier(labels: TinyReviews.labels)
        model.configuration["type_vocab_size"] = "1"
        let index = try #require(model.tensors.firstIndex { $0.name == "embeddings.token_type_embeddings.weight" })
        model.tensors[index].shape = [1, model.hiddenSize]
        model.tensors[index].values.removeLast(model.hiddenSize)
        let classifier = try TextClassifier(directory: model.write(in: directory, as: "single"))
        #expect(try classifier.predict(["the film was good"]).predictions.count == 1)
        let error = #expect(throws: FledgeError.self) { try classifier.predict(["the film"], pairs: ["was good"]) }
        #expect(
            error?.description == """
                the texts have more token types than the model
                  expected: at most 1 (type_vocab_size of config.json)
                  found:    2
                  try:      use single texts in place of pairs, or a model for pairs
                """)
    }
}
