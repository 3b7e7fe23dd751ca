import Checkpoints
import Encoders
public import Entities
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// A fine-tuned model that finds named entities in texts.
///
///     let classifier = try TokenClassifier(directory: "entities")
///     for entity in try classifier.entities(in: "Ana Souza flew to Porto.") {
///         print(entity.text, entity.type, entity.characters)
///     }
///
/// Long texts are read in overlapping windows, so that nothing is truncated.
public final class TokenClassifier: Sendable {
    /// The prediction for one text.
    public struct Prediction: Sendable, Equatable {
        /// The words, as ranges of the text's UTF-8.
        public let words: [Range<Int>]
        /// The tag of each word, from the best sequence that the scheme allows; empty for the aggregations of the
        /// pipeline.
        public let tags: [EntityTag]
        public let entities: [EntityMention]
    }

    /// The model's tags.
    public let tags: TagSet
    /// The number of tokens of a window of a long text.
    public var lengthLimit: LengthLimit { pretrained.lengthLimit }
    /// The model that the recognizer runs.
    public let pretrained: PretrainedModel
    private let model: TokenClassificationModel
    /// The number of tokens that a window of a long text shares with the previous one.
    public let stride: Int
    private let decoding: TagDecoding

    /// Makes a recognizer of a loaded model.
    ///
    /// - Parameter stride: The number of tokens that a window shares with the previous one; by default the stride used
    ///   in training, or a quarter of a window.
    /// - Throws: `FledgeError` if the model has no head that names entities.
    public init(_ pretrained: PretrainedModel, stride: Int? = nil) throws {
        self.pretrained = pretrained
        model = try pretrained.requireNetwork()
        tags = model.tags
        self.stride = stride ?? model.defaultStride(pretrained)
        decoding = model.decoding()
    }

    /// Loads a directory that was written by `fledge train --task entities` or by `transformers`.
    ///
    /// - Parameter stride: The number of tokens that a window shares with the previous one; by default the stride used
    ///   in training, or a quarter of a window.
    /// - Throws: `FledgeError` naming the file and the problem.
    public convenience init(
        directory: String, stride: Int? = nil, options: LoadingOptions = LoadingOptions()
    ) throws {
        try self.init(
            PretrainedModel(directory: directory, head: .tokenClassification, options: options), stride: stride)
    }

    /// Returns the entities in a text.
    public func entities(in text: String) throws -> [EntityMention] { try predict([text])[0].entities }

    /// Predicts the entities of texts, in order.
    ///
    /// - Parameters:
    ///   - words: The words of each text, as ascending ranges of its UTF-8, if they are known; otherwise words are
    ///     found by ``WordRule``, or by the tokenizer for the aggregations of the transformers library.
    ///   - aggregation: The method of aggregating the scores of pieces to entities.
    /// - Throws: `FledgeError` if the model's outputs are not finite numbers.
    public func predict(
        _ texts: [String], words: [[Range<Int>]]? = nil, aggregation: EntityAggregation = .decoded
    ) throws -> [Prediction] {
        try counted(texts, words: words, aggregation: aggregation).predictions
    }

    /// Predicts and also returns the number of tokens of each text, summed over all its windows.
    package func counted(
        _ texts: [String], words: [[Range<Int>]]? = nil, aggregation: EntityAggregation
    ) throws -> (predictions: [Prediction], tokenCounts: [Int]) {
        let words = words ?? (aggregation == .decoded ? texts.map { WordRule.words(in: $0) } : nil)
        let windowed = try windowed(texts, words: words)
        let predictions = zip(texts.indices, try logits(windowed)).map { text, own in
            aggregation == .decoded
                ? decoded(texts[text], words?[text] ?? [], windowed[text], own)
                : aggregated(aggregation, texts[text], words?[text], windowed[text], own)
        }
        return (predictions, windowed.map(\.tokenCount))
    }

    /// The number of tokens of each text that the model would read.
    func tokenCounts(_ texts: [String]) throws -> [Int] {
        try windowed(texts, words: texts.map { WordRule.words(in: $0) }).map(\.tokenCount)
    }

    /// The scores of the tags of all words of texts, in order.
    func logits(ofWordsIn texts: [String]) throws -> [[Float]] {
        let windowed = try windowed(texts, words: texts.map { WordRule.words(in: $0) })
        return zip(windowed, try logits(windowed)).flatMap { text, own in
            var scores = WordScores(text, logits: own, tagCount: tags.tags.count)
            return scores.withMatrix { matrix in
                (0..<matrix.rows).map { Array(UnsafeBufferPointer(start: matrix.row($0), count: matrix.columns)) }
            }
        }
    }

    private func windowed(_ texts: [String], words: [[Range<Int>]]?) throws -> [WindowedText] {
        try texts.indices.map { text in
            try WindowedText(
                texts[text], words: words?[text], tokenizer: pretrained.tokenizer, limit: lengthLimit.tokens,
                stride: stride)
        }
    }

    /// For each text and window, the scores of the tokens, `[tokens, tags]`.
    private func logits(_ windowed: [WindowedText]) throws -> [ArraySlice<[Float]>] {
        let windows = windowed.flatMap(\.windows)
        let logits = try pretrained.engine.rows(
            tokenCounts: windows.map(\.ids.count), append: { $1.append(ids: windows[$0].ids) }, unit: .token,
            pass: { model.logits($0, $1) })
        return WindowedText.parted(logits, by: windowed)
    }

    private func decoded(
        _ text: String, _ words: [Range<Int>], _ windowed: WindowedText, _ logits: ArraySlice<[Float]>
    ) -> Prediction {
        let found = WordScores(windowed, logits: logits, tagCount: tags.tags.count).decoded(by: decoding, tags)
        var offsets = ScalarOffsets(text)
        let entities = found.entities.map { span in
            EntityMention(
                text, type: span.type, scores: found.probabilities(of: span.words).map { Float($0) },
                bytes: words[span.words.lowerBound].lowerBound..<words[span.words.upperBound - 1].upperBound,
                words: span.words, &offsets)
        }
        return Prediction(words: words, tags: found.tags, entities: entities)
    }

    private func aggregated(
        _ aggregation: EntityAggregation, _ text: String, _ words: [Range<Int>]?, _ windowed: WindowedText,
        _ logits: ArraySlice<[Float]>
    ) -> Prediction {
        let units = PieceAggregation(aggregation, windowed, logits: logits, tagCount: tags.tags.count).units
        let labels = units.map { tags.labels[$0.tag] }
        var offsets = ScalarOffsets(text)
        let groups = aggregation == .none ? PipelineGroup.singles(labels) : PipelineGroup.groups(labels)
        let entities = groups.map { group in
            let parts = units[group.units]
            return EntityMention(
                text, type: group.type, scores: parts.map(\.score),
                bytes: units[group.units.lowerBound].bytes
                    .lowerBound..<units[group.units.upperBound - 1].bytes.upperBound,
                words: group.units, &offsets)
        }
        return Prediction(words: words ?? units.map(\.bytes), tags: [], entities: entities)
    }
}

extension TokenClassificationModel {
    /// The number of tokens that a window shares with the previous one: the one used in training if it fits, or a
    /// quarter of a window.
    package func defaultStride(_ pretrained: PretrainedModel) -> Int {
        let limit = pretrained.lengthLimit.tokens
        let trained = settings.stride.flatMap { $0 + pretrained.tokenizer.specialTokenCount() < limit ? $0 : nil }
        return trained ?? WindowedText.customaryStride(limit: limit)
    }
}

extension EntityMention {
    /// - Parameters:
    ///   - text: The whole text.
    ///   - scores: The scores of its words or pieces, which are averaged.
    fileprivate init(
        _ text: String, type: String, scores: [Float], bytes: Range<Int>, words: Range<Int>,
        _ offsets: inout ScalarOffsets
    ) {
        self.init(
            text: text.part(atUTF8: bytes), type: type, score: scores.reduce(0, +) / Float(scores.count),
            characters: offsets.scalars(before: bytes.lowerBound)..<offsets.scalars(before: bytes.upperBound),
            bytes: bytes, words: words)
    }
}
