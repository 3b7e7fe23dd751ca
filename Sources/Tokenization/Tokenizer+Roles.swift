/// The roles of ids, for code that changes encoded texts.
extension Tokenizer {
    /// For each id, including those of added tokens, tells whether the piece continues a word, as `##ing` does.
    public var continuingPieces: [Bool] {
        let prefix = parts.model.continuingPrefix
        let count = max(vocabulary.count, (addedTokens.map { Int($0.id) + 1 }.max() ?? 0))
        return (0..<count).map { id in
            id < vocabulary.count && !prefix.isEmpty && vocabulary[Int32(id)].hasPrefix(prefix)
        }
    }

    /// The ids of tokens that are not words of a text, except the unknown token.
    public var specialTokenIDs: Set<Int32> {
        let unknown = vocabulary.id(of: parts.model.unknownPiece)
        var ids = Set(addedTokens.filter(\.isSpecial).map(\.id))
        ids.formUnion(singleTemplate.specialIDs)
        ids.formUnion(pairTemplate.specialIDs)
        return ids.filter { $0 != unknown }
    }

    /// The id of the mask token; `nil` if there is none.
    public var maskTokenID: Int32? {
        [parts.specialTokens.mask, "[MASK]", "<mask>"].lazy.compactMap { self.parts.id(ofToken: $0) }.first
    }
}
