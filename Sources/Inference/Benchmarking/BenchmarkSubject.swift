import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
package import TensorKernels
package import Tokenization

/// A model as a program uses it, with texts as input and results as output, and its tokenizer for separate timing.
package struct BenchmarkSubject: Sendable {
    /// The work that is timed.
    package enum Task: String, Sendable, Encodable {
        case embedding, classification, entities

        fileprivate init(_ head: ModelHead) {
            switch head {
            case .sequenceClassification: self = .classification
            case .tokenClassification: self = .entities
            case .none: self = .embedding
            }
        }
    }

    private enum Model: Sendable {
        case embedder(SentenceEmbedder)
        case classifier(TextClassifier)
        case tokenClassifier(TokenClassifier)
    }

    /// Tokenized texts.
    struct Tokenized {
        /// The number of tokens of each text, including special tokens; for a text read in windows, the sum over all
        /// windows.
        let counts: [Int]
        /// The number of texts that were truncated.
        let truncatedTexts: Int
    }

    package let task: Task
    /// The same tokenizer that the model uses.
    package let tokenizer: Tokenizer
    /// The loading times, in seconds.
    package let loadTimes: [Double]
    /// The maximum number of tokens of a text.
    package let lengthLimit: LengthLimit
    /// The precision of matrix multiplications, and the reason it was chosen.
    package let precision: Precision.Choice
    private let model: Model

    /// Loads a directory: as a classifier of texts or words, according to its configuration, if its checkpoint has such
    /// a head; otherwise as an embedder, with mean pooling if the directory does not specify the pooling.
    ///
    /// - Parameter loads: The number of times that the model is loaded, one after another, for ``loadTimes``.
    /// - Throws: `FledgeError` naming the file and the problem.
    package init(
        directory: String, options: LoadingOptions = LoadingOptions(), loads: Int = 1
    ) throws {
        precondition(loads > 0, "a model is loaded at least once")
        var model: Model?
        loadTimes = try (0..<loads).map { _ in
            model = nil  // Two at once would show in the peak of the memory.
            return try seconds { model = try Self.load(directory, options) }
        }
        guard let model else { preconditionFailure("no model was loaded") }
        self.model = model
        let pretrained =
            switch model {
            case .embedder(let embedder): embedder.pretrained
            case .classifier(let classifier): classifier.pretrained
            case .tokenClassifier(let classifier): classifier.pretrained
            }
        task = Task(pretrained.head)
        tokenizer = pretrained.tokenizer
        (lengthLimit, self.precision) = (pretrained.lengthLimit, pretrained.precision)
    }

    private static func load(_ directory: String, _ options: LoadingOptions) throws -> Model {
        let pretrained = try PretrainedModel(directory: directory, options: options)
        switch pretrained.head {
        case .sequenceClassification: return .classifier(try TextClassifier(pretrained))
        case .tokenClassification: return .tokenClassifier(try TokenClassifier(pretrained))
        case .none:
            let saysHowToPool = FileManager.default.fileExists(atPath: "\(directory)/modules.json")
            return .embedder(
                try SentenceEmbedder(
                    pretrained, pooling: saysHowToPool ? nil : SentencePooling(mode: .mean, normalizes: true)))
        }
    }

    /// Embeds or labels texts or their words, without a prompt.
    func run(_ texts: [String]) throws {
        switch model {
        case .embedder(let embedder): _ = try embedder.embed(texts, prompt: "")
        case .classifier(let classifier): _ = try classifier.predict(texts)
        case .tokenClassifier(let classifier): _ = try classifier.predict(texts)
        }
    }

    /// The model's outputs for texts: embeddings, logits, or the logits of all words in order.
    package func vectors(_ texts: [String]) throws -> [[Float]] {
        switch model {
        case .embedder(let embedder): try embedder.embed(texts, prompt: "").embeddings
        case .classifier(let classifier): try classifier.predict(texts).predictions.map(\.logits)
        case .tokenClassifier(let classifier): try classifier.logits(ofWordsIn: texts)
        }
    }

    /// Tokenizes texts as ``run(_:)`` does before it runs the model.
    @discardableResult
    func tokenize(_ texts: [String]) throws -> Tokenized {
        if case .tokenClassifier(let classifier) = model {
            return Tokenized(counts: try classifier.tokenCounts(texts), truncatedTexts: 0)
        }
        let encodings = try tokenizer.encodeBatch(texts, options: EncodingOptions(maximumLength: lengthLimit.tokens))
        return Tokenized(
            counts: encodings.map(\.ids.count), truncatedTexts: encodings.count { $0.truncatedTokenCount > 0 })
    }
}
