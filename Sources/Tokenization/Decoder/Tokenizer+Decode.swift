extension Tokenizer {
    /// The text that ids stand for, as far as it can be recovered.
    ///
    /// Added tokens stand for themselves, or for their normalized form if they are matched in normalized text.
    ///
    /// - Parameters:
    ///   - ids: The ids; those that the tokenizer does not have are skipped.
    ///   - skipsSpecialTokens: Skips special tokens too.
    public func decode(_ ids: [Int32], skipsSpecialTokens: Bool = true) -> String {
        let tokensByID = Dictionary(addedTokens.map { ($0.id, $0) }) { _, last in last }
        let specialTokens = Set(addedTokens.lazy.filter(\.isSpecial).map { Array($0.content.utf8) })
        let pieces = ids.compactMap { id -> String? in
            guard let piece = tokensByID[id].map(decodedContent) ?? parts.piece(ofID: id) else { return nil }
            return skipsSpecialTokens && specialTokens.contains(Array(piece.utf8)) ? nil : piece
        }
        guard let decoder = parts.decoder else { return pieces.joined(separator: " ") }
        return decoder.decode(pieces)
    }

    private func decodedContent(_ token: AddedToken) -> String {
        token.isNormalized ? parts.normalizer?.normalize(token.content) ?? token.content : token.content
    }
}
