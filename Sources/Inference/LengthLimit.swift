import Checkpoints
public import Encoders
import InputOutput
public import Tokenization

/// The maximum number of tokens of a text, including special ones, and the origin of this limit.
public struct LengthLimit: Sendable, Equatable {
    public let tokens: Int
    /// The origin of the limit, for people.
    public let source: String

    /// Uses the requested limit, or else the smallest limit given in the model's files.
    ///
    /// - Parameters:
    ///   - overriding: A limit that replaces the tokenizer's own; `nil` for none.
    ///   - further: Limits from other files, with their origins.
    /// - Throws: `FledgeError` if the requested limit exceeds the model's number of positions, or leaves no tokens for
    ///   a text.
    public init(
        requested: Int?, tokenizer: Tokenizer, encoder: EncoderConfiguration, overriding: LengthLimit? = nil,
        further: [LengthLimit] = []
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
        if let overriding {
            candidates.append(overriding)
        } else if let tokens = tokenizer.maximumLength {
            candidates.append(LengthLimit(tokens: tokens, source: "model_max_length of tokenizer_config.json"))
        }
        self = candidates.reduce(positions) { $1.tokens < $0.tokens ? $1 : $0 }
    }

    private static func source(of encoder: EncoderConfiguration) -> String {
        let unused = encoder.positions.offset
        return "max_position_embeddings of config.json"
            + (unused == 0 ? "" : ", less \(unused) that are not for tokens")
    }

    package init(tokens: Int, source: String) {
        self.tokens = tokens
        self.source = source
    }
}
