import Inference
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Tokenization

/// A model that is loaded once and used by several.
@Suite struct PretrainedModelTests {
    private let directory: TemporaryDirectory
    private let classifier: String
    private let encoder: String
    private let pooling = SentencePooling(mode: .mean, normalizes: true)

    init() throws {
        directory = try TemporaryDirectory()
        var model = TinyModel()
        encoder = try model.write(in: directory, as: "encoder")
        model.addClassifier(labels: TinyReviews.labels)
        classifier = try model.write(in: directory, as: "classifier")
    }

    @Test func headIsTheOneInTheDirectory() throws {
        #expect(try PretrainedModel(directory: classifier).head == .sequenceClassification)
        #expect(try PretrainedModel(directory: encoder).head == .none)
        #expect(try PretrainedModel(directory: Fixtures.path("TokenClassification/bert")).head == .tokenClassification)
    }

    @Test func sharedModelGivesTheSameResults() throws {
        let texts = TinyReviews.rows(20).map(\.text)
        let shared = try PretrainedModel(directory: classifier)
        let predictions = try TextClassifier(shared).predict(texts).predictions
        let embeddings = try SentenceEmbedder(shared, pooling: pooling).embed(texts).embeddings
        #expect(predictions == (try TextClassifier(directory: classifier).predict(texts).predictions))
        #expect(embeddings == (try SentenceEmbedder(directory: classifier, pooling: pooling).embed(texts).embeddings))
    }

    @Test func modelWithoutTheHeadIsRejected() throws {
        let model = try PretrainedModel(directory: encoder)
        #expect(
            message { _ = try TextClassifier(model) } == """
                \(encoder)/config.json: the model has no head for this task
                  expected: a head that classifies whole texts
                  found:    an encoder without a head
                  try:      load the model with the head that its checkpoint has
                """)
        let labels = try PretrainedModel(directory: classifier)
        #expect(
            message { _ = try TokenClassifier(labels) } == """
                \(classifier)/config.json: the model has no head for this task
                  expected: a head that names entities
                  found:    a head with the outputs "negative", "neutral", "positive"
                  try:      load the model with the head that its checkpoint has
                """)
    }

    @Test func optionsAreKept() throws {
        let options = LoadingOptions(maximumLength: 7, precision: .fp32, letterCase: .cased)
        let model = try PretrainedModel(directory: classifier, options: options)
        #expect(model.lengthLimit.tokens == 7)
        #expect(model.precision.precision == .fp32)
        #expect(model.options.letterCase == .cased)
        #expect(model.directory == classifier)
        #expect(try TextClassifier(model).lengthLimit == model.lengthLimit)
    }
}
