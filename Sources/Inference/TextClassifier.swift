import Checkpoints
import Encoders
import InputOutput
public import TaskHeads
import TensorKernels
import Tokenization

/// A fine-tuned classifier, ready to label texts.
///
///     let classifier = try TextClassifier(directory: "sentiment")
///     let prediction = try classifier.predict("A delight from start to finish.")
///     print(prediction.label, prediction.score)
public final class TextClassifier: Sendable {
    /// The prediction for one text.
    public struct Prediction: Sendable, Equatable {
        /// The most probable label.
        public let label: String
        /// Its probability, from 0 to 1.
        public let score: Float
        /// All labels of the text: the most probable one or, for a multi-label model, those whose probability reaches
        /// their threshold.
        public let labels: [String]
        /// The probabilities of all labels, in the order of ``TextClassifier/labels``; empty for regression.
        public let scores: [Float]
        /// The predicted number of a regression model.
        public let value: Float?
        /// The model's outputs before they are converted to probabilities, in the same order.
        public let logits: [Float]
    }

    /// The names of the labels.
    public let labels: [String]
    /// The task: a single label, several labels, or a number.
    public var task: TextTask { model.settings.task }
    /// The columns that the classifier was trained on; `nil` if its directory does not record them.
    public var trainedColumns: TrainedColumns? { model.settings.columns }
    /// The maximum number of tokens of a text; longer texts are truncated.
    public var lengthLimit: LengthLimit { pretrained.lengthLimit }
    /// The model that the classifier runs.
    public let pretrained: PretrainedModel
    private let model: SequenceClassificationModel

    /// Makes a classifier of a loaded model.
    ///
    /// - Throws: `FledgeError` if the model has no head that classifies whole texts.
    public init(_ pretrained: PretrainedModel) throws {
        self.pretrained = pretrained
        model = try pretrained.requireNetwork()
        labels = model.labels
    }

    /// Loads a directory that was written by `fledge train` or by `transformers`.
    ///
    /// - Throws: `FledgeError` naming the file and the problem.
    public convenience init(directory: String, options: LoadingOptions = LoadingOptions()) throws {
        try self.init(PretrainedModel(directory: directory, head: .sequenceClassification, options: options))
    }

    /// Labels one text.
    ///
    /// - Throws: `FledgeError` if the classifier was trained on pairs of texts.
    public func predict(_ text: String) throws -> Prediction { try predict([text]).predictions[0] }

    /// Labels texts, in order.
    ///
    /// - Parameter pairs: The second text of each pair, if the classifier was trained on pairs.
    /// - Returns: A prediction for each text, and the number of texts that were truncated.
    /// - Throws: `FledgeError` if the classifier was trained on pairs of texts and `pairs` is `nil`.
    public func predict(
        _ texts: [String], pairs: [String?]? = nil
    ) throws -> (predictions: [Prediction], truncatedCount: Int) {
        let logits = try logits(texts, pairs: pairs)
        return (logits.rows.map(prediction), logits.truncatedCount)
    }

    /// Returns the model's outputs for texts before they are converted to probabilities, and the token counts.
    package func logits(_ texts: [String], pairs: [String?]? = nil) throws -> EngineRows {
        if pairs == nil, let pair = trainedColumns?.pair {
            throw FledgeError(
                .usage, at: model.configuration.path, "the model was trained on pairs of texts and gets single ones",
                expected: "a second text for each text, as in the column \(pair) of the training data")
        }
        return try pretrained.engine.rows(texts, pairs: pairs) { batch, context in model.logits(batch, context) }
    }

    /// The minimum probability at which each label is predicted by a multi-label model.
    package var labelThresholds: [Double] { model.settings.thresholds ?? labels.map { _ in 0.5 } }

    /// Converts a text's logits to a prediction.
    package func prediction(_ logits: [Float]) -> Prediction {
        switch model.settings.task {
        case .singleLabel, .ordinal:
            return prediction(scores: CrossEntropy.probabilities(logits: logits), logits: logits)
        case .multiLabel:
            return prediction(scores: BinaryCrossEntropy.probabilities(logits: logits), logits: logits)
        case .regression:
            return prediction(value: model.settings.activation(logits[0]), logits: logits)
        case .entities: preconditionFailure("a head for whole texts names no entities")
        }
    }

    /// Converts probabilities of the labels to a prediction: the model's own, or averages over several models.
    package func prediction(scores: [Float], logits: [Float]) -> Prediction {
        let best = scores.indexOfLargest ?? 0
        let thresholds = task == .multiLabel ? labelThresholds : []
        let given = task == .multiLabel ? labels.indices.filter { Double(scores[$0]) >= thresholds[$0] } : [best]
        return Prediction(
            label: labels[best], score: scores[best], labels: given.map { labels[$0] }, scores: scores, value: nil,
            logits: logits)
    }

    /// Converts a number to a prediction.
    package func prediction(value: Float, logits: [Float]) -> Prediction {
        Prediction(label: labels[0], score: value, labels: [], scores: [], value: value, logits: logits)
    }
}
