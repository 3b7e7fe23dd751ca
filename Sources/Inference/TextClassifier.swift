public import Checkpoints
import Encoders
import TaskHeads
public import TensorKernels
import Tokenization

/// A fine-tuned classifier, ready to label texts.
///
///     let classifier = try TextClassifier(directory: "sentiment")
///     let prediction = try classifier.predict("A delight from start to finish.")
///     print(prediction.label, prediction.score)
public final class TextClassifier: Sendable {
    /// What the classifier says of one text.
    public struct Prediction: Sendable, Equatable {
        /// The most probable class.
        public let label: String
        /// Its probability, from 0 to 1.
        public let score: Float
        /// The probabilities of all classes, in the order of ``TextClassifier/labels``.
        public let scores: [Float]
        /// What the model gives before the softmax that makes probabilities of it, in the same order.
        public let logits: [Float]
    }

    /// The names of the classes.
    public let labels: [String]
    /// The most tokens of a text; what goes beyond is cut.
    public var lengthLimit: LengthLimit { engine.limit }
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice
    private let model: SequenceClassificationModel
    private let engine: InferenceEngine

    /// Loads a directory that was written by `fledge train` or by `transformers`.
    ///
    /// - Parameters:
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the files name.
    ///   - precision: The arithmetic of the products; `nil` for the fastest on this processor that keeps to the results
    ///     of single precision.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    public init(
        directory: String, maximumLength: Int? = nil, precision: Precision? = nil,
        allowance: LoadAllowance = LoadAllowance()
    ) throws {
        let loaded = try LoadedClassifier(
            directory: directory, maximumLength: maximumLength, allowance: allowance)
        model = loaded.model
        self.precision = try Precision.choice(
            precision, for: .inference, isQuantized: model.configuration.isQuantized)
        labels = model.labels
        engine = InferenceEngine(
            tokenizer: loaded.tokenizer, limit: loaded.limit, encoder: model.encoder, parameters: model.parameters,
            path: model.configuration.path, precision: self.precision.precision, team: .shared)
    }

    /// Labels one text.
    public func predict(_ text: String) throws -> Prediction { try predict([text]).predictions[0] }

    /// Labels texts, in their order.
    ///
    /// - Parameter pairs: The second text of each, where the classifier was trained on pairs.
    /// - Returns: A prediction for each text, and the number of texts that were too long and were cut.
    public func predict(
        _ texts: [String], pairs: [String?]? = nil
    ) throws -> (predictions: [Prediction], truncatedCount: Int) {
        let (rows, truncatedCount) = try engine.rows(texts, pairs: pairs) { batch, context in
            model.logits(batch, context)
        }
        let predictions = rows.map { logits in
            let scores = CrossEntropy.probabilities(logits: logits)
            let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            return Prediction(label: labels[best], score: scores[best], scores: scores, logits: logits)
        }
        return (predictions, truncatedCount)
    }
}
