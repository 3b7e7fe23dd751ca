import InputOutput

/// Writes the tokenizer.json of a tokenizer that was not read from one.
struct TokenizerFileWriter {
    private let parts: TokenizerParts

    init(_ parts: TokenizerParts) {
        self.parts = parts
    }

    private func quoted(_ text: String) -> String { JSONValue.quoted(text) }

    /// The content of tokenizer.json, version 1.0.
    func content() -> String {
        let tokens = parts.addedTokens.sorted { $0.id < $1.id }.map { token in
            """
                {"id": \(token.id), "content": \(quoted(token.content)), "single_word": \(token.isSingleWord), \
            "lstrip": \(token.stripsLeft), "rstrip": \(token.stripsRight), "normalized": \(token.isNormalized), \
            "special": \(token.isSpecial)}
            """
        }
        let ids = (0..<parts.vocabulary.count).filter { !parts.vocabulary.gaps.contains(Int32($0)) }
        let vocabulary = ids.map { "      \(quoted(parts.vocabulary.pieces[$0])): \($0)" }
        return """
            {
              "version": "1.0",
              "truncation": null,
              "padding": null,
              "added_tokens": [
            \(tokens.joined(separator: ",\n"))
              ],
              "normalizer": \(ComponentWriter.text(parts.normalizer)),
              "pre_tokenizer": \(ComponentWriter.text(parts.preTokenizer)),
              "post_processor": \(PostProcessorWriter(parts: parts).text()),
              "decoder": \(ComponentWriter.text(parts.decoder)),
              "model": {
                "type": "WordPiece",
                "unk_token": \(quoted(parts.model.unknownPiece)),
                "continuing_subword_prefix": \(quoted(parts.model.continuingPrefix)),
                "max_input_chars_per_word": \(parts.model.longestWord),
                "vocab": {
            \(vocabulary.joined(separator: ",\n"))
                }
              }
            }

            """
    }
}
