/// What the ids are to who changes texts that were encoded before.
extension Tokenizer {
    /// By id, those of added tokens included: whether the piece continues the word before it, such as `##ing`.
    public var continuingPieces: [Bool] {
        let prefix = parts.model.continuingPrefix
        let count = max(vocabulary.count, (addedTokens.map { Int($0.id) + 1 }.max() ?? 0))
        return (0..<count).map { id in
            id < vocabulary.count && !prefix.isEmpty && vocabulary[Int32(id)].hasPrefix(prefix)
        }
    }

    /// The ids of tokens that are no words of a text, that for unknown words not among them.
    public var specialTokenIDs: Set<Int32> {
        let unknown = vocabulary.id(of: parts.model.unknownPiece)
        var ids = Set(addedTokens.filter(\.isSpecial).map(\.id))
        ids.formUnion(singleTemplate.specialIDs)
        ids.formUnion(pairTemplate.specialIDs)
        return ids.filter { $0 != unknown }
    }

    /// The id that stands for a hidden word; `nil` where there is none.
    public var maskTokenID: Int32? {
        [parts.specialTokens.mask, "[MASK]", "<mask>"].lazy.compactMap { self.parts.id(ofToken: $0) }.first
    }
}
