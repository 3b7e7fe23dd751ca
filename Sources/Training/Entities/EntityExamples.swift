import Datasets
import Encoders
import Entities
import Inference
import InputOutput
import TaskHeads
import TensorKernels
import Tokenization

/// Texts with entities, as windows of token ids with the tags of their words.
struct EntityExamples: Sendable {
    /// The unit of training: a window of a text.
    struct Row: Sendable {
        let ids: [Int32]
        /// The tokens whose tags are known, ascending, and the tag of each as an index of a model output.
        let tokens: [Int], tags: [Int]
        /// The index of the text.
        let text: Int
    }

    /// A text and the tags of its words.
    struct Text: Sendable {
        let path: String
        let content: EntityText
        let tags: [EntityTag]
        let windowed: WindowedText
    }

    private(set) var rows: [Row] = []
    private(set) var texts: [Text] = []

    /// The number of tokens of each row.
    private(set) var tokenCounts: [Int]

    /// - Parameters:
    ///   - path: The file of the texts.
    ///   - learnsAllPieces: Makes all pieces of a word learn its tag instead of only the first.
    /// - Throws: `FledgeError` at the first text with a type that the model does not have.
    init(
        _ texts: [EntityText], path: String, tags: TagSet, windows: WindowSettings, learnsAllPieces: Bool = false
    ) throws {
        tokenCounts = []
        for text in texts {
            if let entity = text.entities.first(where: { !tags.types.contains($0.type) }) {
                throw FledgeError(
                    .data, at: "\(path):\(text.line)",
                    "the model does not know the entity type \"\(entity.type)\"",
                    expected: tags.types.joined(separator: ", "),
                    advice: "correct the type, or train on data that has it")
            }
            let windowed = try WindowedText(
                text.text, words: text.words, tokenizer: windows.tokenizer, limit: windows.limit,
                stride: windows.stride)
            let number = self.texts.count
            self.texts.append(
                Text(
                    path: path, content: text,
                    tags: tags.scheme.tags(for: text.entities, wordCount: text.words.count), windowed: windowed))
            let learned = Self.learnedTags(of: text, windowed, tags.scheme)
            for window in windowed.windows where !window.words.isEmpty {
                let pieces = window.words.flatMap { word in
                    (learnsAllPieces ? word.tokens : word.tokens.prefix(1)).map { token in
                        let tag = learned[word.number]
                        let isFirst = token == word.tokens.lowerBound
                        return (token, tags.output(for: isFirst ? tag : tag.ofFurtherPieces) ?? 0)
                    }
                }
                rows.append(
                    Row(ids: window.ids, tokens: pieces.map(\.0), tags: pieces.map(\.1), text: number))
                tokenCounts.append(window.ids.count)
            }
        }
    }

    /// The tags that a text's words learn. Words without a token learn nothing; the others get the tags of the entities
    /// with those words removed.
    private static func learnedTags(of text: EntityText, _ windowed: WindowedText, _ scheme: TagScheme) -> [EntityTag] {
        let known = windowed.wordsWithTokens
        let wordCount = text.words.count
        guard known.count < wordCount else { return scheme.tags(for: text.entities, wordCount: wordCount) }
        // For each word, the number of words before it that have a token.
        var places: [Int] = []
        for word in 0...wordCount {
            let place = places.last ?? 0
            places.append(place < known.count && known[place] < word ? place + 1 : place)
        }
        let spans = text.entities.map { entity in
            EntitySpan(words: places[entity.words.lowerBound]..<places[entity.words.upperBound], type: entity.type)
        }
        var tags = [EntityTag](repeating: .outside, count: wordCount)
        for (word, tag) in zip(known, scheme.tags(for: spans, wordCount: known.count)) { tags[word] = tag }
        return tags
    }

    /// The rows of two sets of texts, one set after the other.
    func followed(by other: EntityExamples) -> EntityExamples {
        var both = self
        both.rows += other.rows.map {
            Row(ids: $0.ids, tokens: $0.tokens, tags: $0.tags, text: $0.text + texts.count)
        }
        both.texts += other.texts
        both.tokenCounts += other.tokenCounts
        return both
    }

    /// The number of learned tokens per output of the model.
    func tagCounts(_ tags: TagSet) -> [Int] {
        var counts = [Int](repeating: 0, count: tags.tags.count)
        for row in rows { for tag in row.tags { counts[tag] += 1 } }
        return counts
    }

    /// The scores that the model gives to the tags of each text's words.
    ///
    /// - Throws: `CancellationError` if `shouldStop` returns true.
    func scores(
        model: TokenClassificationModel, _ passes: SequencePasses,
        observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool
    ) throws -> [WordScores] {
        let windows = texts.flatMap(\.windowed.windows)
        let logits = try passes.rows(
            tokenCounts: windows.map(\.ids.count), append: { $1.append(ids: windows[$0].ids) }, unit: .token,
            pass: { model.logits($0, $1) }, progress: { observe(.validating(done: $0, total: windows.count)) },
            shouldStop: shouldStop)
        return zip(texts, WindowedText.parted(logits, by: texts.map(\.windowed))).map { text, own in
            WordScores(text.windowed, logits: own, tagCount: model.tags.tags.count)
        }
    }
}

/// The settings for splitting texts into windows.
struct WindowSettings {
    let tokenizer: Tokenizer
    let limit: Int
    let stride: Int
}

extension EntityTag {
    /// The tag that the pieces of a word after its first one learn, if they learn at all.
    fileprivate var ofFurtherPieces: EntityTag {
        switch position {
        case .outside, .inside, .end: self
        case .beginning, .single: EntityTag(.inside, type)
        }
    }
}
