public import Checkpoints
import Encoders
import InputOutput
public import TaskHeads
public import TensorKernels
public import Tokenization

/// A fine-tuned classifier, ready to label texts.
///
///     let classifier = try TextClassifier(directory: "sentiment")
///     let prediction = try classifier.predict("A delight from start to finish.")
///     print(prediction.label, prediction.score)
public final class TextClassifier: Sendable {
    /// What the classifier says of one text.
    public struct Prediction: Sendable, Equatable {
        /// The most probable label.
        public let label: String
        /// Its probability, from 0 to 1.
        public let score: Float
        /// All labels that the text has: the most probable one or, where a text may have several or none, those whose
        /// probability reaches their threshold.
        public let labels: [String]
        /// The probabilities of all labels, in the order of ``TextClassifier/labels``; of a number, nothing.
        public let scores: [Float]
        /// The number, where the model was trained to give one.
        public let value: Float?
        /// What the model gives, before probabilities are made of it, in the same order.
        public let logits: [Float]
    }

    /// The names of the labels.
    public let labels: [String]
    /// What the classifier says of a text: one label, several, or a number.
    public var task: TextTask { model.settings.task }
    /// The columns that the classifier was trained on; `nil` if its directory does not say.
    public var trainedColumns: TrainedColumns? { model.settings.columns }
    /// The most tokens of a text; what goes beyond is cut.
    public var lengthLimit: LengthLimit { engine.limit }
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice
    /// What the user should know about the files of the tokenizer, a sentence each.
    package let tokenizerWarnings: [String]
    /// What becomes of capital letters, where that was chosen when the model was loaded.
    package let letterCase: String?
    private let model: SequenceClassificationModel
    private let engine: InferenceEngine

    /// Loads a directory that was written by `fledge train` or by `transformers`.
    ///
    /// - Parameters:
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the files name.
    ///   - precision: The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results
    ///     of single precision.
    ///   - task: What the classifier says of a text, if the model's configuration does not say so: `.multiLabel`, for
    ///     instance, for several labels without `problem_type`.
    ///   - allowance: What the checkpoint may lack or have too much of.
    ///   - letterCase: What becomes of capital letters; `nil` for what the tokenizer's files say.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(
        directory: String, maximumLength: Int? = nil, precision: Precision? = nil, task: TextTask? = nil,
        allowance: LoadAllowance = LoadAllowance(), letterCase: LetterCase? = nil
    ) throws {
        let loaded = try LoadedClassifier(
            directory: directory, maximumLength: maximumLength, task: task, allowance: allowance,
            letterCase: letterCase)
        tokenizerWarnings = loaded.tokenizer.warnings
        self.letterCase = letterCase?.rawValue
        model = loaded.model
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: model.configuration.isQuantized)
        labels = model.labels
        engine = InferenceEngine(
            tokenizer: loaded.tokenizer, limit: loaded.limit, encoder: model.encoder, parameters: model.parameters,
            path: model.configuration.path, precision: self.precision.precision, team: .shared)
    }

    /// Labels one text.
    ///
    /// - Throws: `FledgeError` if the classifier was trained on pairs of texts.
    public func predict(_ text: String) throws -> Prediction { try predict([text]).predictions[0] }

    /// Labels texts, in their order.
    ///
    /// - Parameter pairs: The second text of each, where the classifier was trained on pairs.
    /// - Returns: A prediction for each text, and the number of texts that were too long and were cut.
    /// - Throws: `FledgeError` if the classifier was trained on pairs of texts and `pairs` is `nil`.
    public func predict(
        _ texts: [String], pairs: [String?]? = nil
    ) throws -> (predictions: [Prediction], truncatedCount: Int) {
        let logits = try logits(texts, pairs: pairs)
        return (logits.rows.map(prediction), logits.truncatedCount)
    }

    /// What the model gives for texts before probabilities are made of it, and what they cost.
    package func logits(_ texts: [String], pairs: [String?]? = nil) throws -> EngineRows {
        if pairs == nil, let pair = trainedColumns?.pair {
            throw FledgeError(
                .usage, at: model.configuration.path, "the model was trained on pairs of texts and gets single ones",
                expected: "a second text for each text, as in the column \(pair) of the training data")
        }
        return try engine.rows(texts, pairs: pairs) { batch, context in model.logits(batch, context) }
    }

    /// From which probability each label is given, where a text may have several.
    package var labelThresholds: [Double] { model.settings.thresholds ?? labels.map { _ in 0.5 } }

    /// What a text's logits mean.
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

    /// What probabilities of the labels mean: the model's own, or those of several models on average.
    package func prediction(scores: [Float], logits: [Float]) -> Prediction {
        let best = scores.indexOfLargest ?? 0
        let thresholds = task == .multiLabel ? labelThresholds : []
        let given = task == .multiLabel ? labels.indices.filter { Double(scores[$0]) >= thresholds[$0] } : [best]
        return Prediction(
            label: labels[best], score: scores[best], labels: given.map { labels[$0] }, scores: scores, value: nil,
            logits: logits)
    }

    /// What a number means.
    package func prediction(value: Float, logits: [Float]) -> Prediction {
        Prediction(label: labels[0], score: value, labels: [], scores: [], value: value, logits: logits)
    }
}
