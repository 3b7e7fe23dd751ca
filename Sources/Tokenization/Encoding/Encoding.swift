import InputOutput

/// A text, or a pair of texts, as the ids that a model reads.
public struct Encoding: Sendable, Equatable {
    /// The ids of the pieces, with the special tokens around them.
    public var ids: [Int32]
    /// The type of each id: 0 for the first text, 1 for the second one in BERT's template.
    public var typeIDs: [Int32]
    /// Passes ``typeIDs`` to the model, rather than type 0 for every token; also true if both are the same.
    var givesTypeIDs = true
    /// The number of ids that were truncated to reach the maximum length; 0 if none were.
    public var truncatedTokenCount: Int
    /// The number of ill-formed byte sequences that were replaced with U+FFFD; 0 for valid UTF-8.
    public var replacementCount = 0
    /// The position in the text of each id; `nil` unless ``EncodingOptions/includesAlignment`` was set.
    public var alignment: [TokenAlignment]?

    public init(
        ids: [Int32], typeIDs: [Int32], truncatedTokenCount: Int = 0, alignment: [TokenAlignment]? = nil
    ) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.truncatedTokenCount = truncatedTokenCount
        self.alignment = alignment
    }
}

extension Encoding {
    /// The types that are passed to the model; `nil` if transformers passes none, so that every token has type 0
    /// there although ``typeIDs`` differ.
    ///
    /// `model_input_names` of tokenizer_config.json decides, otherwise the class of the tokenizer.
    public var modelTypeIDs: [Int32]? { givesTypeIDs ? typeIDs : nil }

    /// Checks that each encoding has at least one token, which every model needs.
    ///
    /// - Throws: `FledgeError` with category `data` if one is empty, as a blank text is with a tokenizer that adds no
    ///   special tokens.
    package static func requireTokens(in encodings: [Encoding]) throws {
        guard encodings.contains(where: \.ids.isEmpty) else { return }
        throw FledgeError(
            .data, "a text becomes no token at all, since the tokenizer adds no special tokens", expected: "a token",
            found: "a text that is blank, or of which the tokenizer keeps nothing",
            advice: "leave blank texts out, or use a tokenizer.json with a post_processor")
    }
}
