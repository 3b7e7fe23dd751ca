import Checkpoints
public import Encoders
import Foundation
import InputOutput
public import Tokenization

/// The most tokens that a text may have, special ones included, and who said so.
public struct LengthLimit: Sendable, Equatable {
    public let tokens: Int
    /// Where the number comes from, for people.
    public let source: String

    /// The caller's wish, or else the smallest of the limits that the model's files name.
    ///
    /// - Parameter further: Limits of other files, with their sources.
    /// - Throws: `FledgeError` where the wish exceeds the number of positions that the model has, or leaves no room
    ///   for a text.
    public init(
        requested: Int?, tokenizer: Tokenizer, encoder: EncoderConfiguration, further: [LengthLimit] = []
    ) throws {
        let positions = LengthLimit(tokens: encoder.positionCount, source: Self.source(of: encoder))
        if let requested {
            guard requested <= positions.tokens else {
                throw FledgeError(
                    .usage, "the maximum length exceeds the model's positions",
                    expected: "at most \(positions.tokens) (\(positions.source))", found: "\(requested)")
            }
            let specialCount = tokenizer.specialTokenCount()
            guard requested > specialCount else {
                throw FledgeError(
                    .usage, "the maximum length leaves no room for a text beside the special tokens",
                    expected: "at least \(specialCount + 1)", found: "\(requested)")
            }
            self.init(tokens: requested, source: "as requested")
            return
        }
        var candidates = further
        if let tokens = tokenizer.maximumLength {
            candidates.append(LengthLimit(tokens: tokens, source: "model_max_length of tokenizer_config.json"))
        }
        self = candidates.reduce(positions) { $1.tokens < $0.tokens ? $1 : $0 }
    }

    private static func source(of encoder: EncoderConfiguration) -> String {
        let unused = encoder.positions.offset
        return "max_position_embeddings of config.json"
            + (unused == 0 ? "" : ", less \(unused) that are not for tokens")
    }

    /// The limit that a sentence-transformers directory names, where it names one.
    public static func ofSentenceTransformers(directory: String) throws -> [LengthLimit] {
        let path = "\(directory)/sentence_bert_config.json"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try JSONValue(contentsOf: path)["max_seq_length"]?.integerValue.map {
            [LengthLimit(tokens: $0, source: "max_seq_length of sentence_bert_config.json")]
        } ?? []
    }

    package init(tokens: Int, source: String) {
        self.tokens = tokens
        self.source = source
    }
}
