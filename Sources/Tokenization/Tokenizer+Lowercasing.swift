extension Tokenizer {
    /// The same tokenizer, for texts that become lower case first, each character without regard to its context.
    ///
    /// sentence-transformers does so where `do_lower_case` asks for it. Special tokens in a text are found before.
    ///
    /// - Throws: `FledgeError` if two added tokens can no longer be told apart.
    package func lowercasingFirst() throws -> Tokenizer {
        var changed = parts
        switch parts.normalizer {
        case nil: changed.normalizer = .lowercase
        case .lowercase: return self
        // Nothing would change, and the way that takes text in one pass is kept.
        case .bert(let settings) where settings.lowercases: return self
        case .sequence(let normalizers):
            if normalizers.contains(.lowercase) { return self }
            changed.normalizer = .sequence([.lowercase] + normalizers)
        case .some(let normalizer): changed.normalizer = .sequence([.lowercase, normalizer])
        }
        // The files say otherwise now.
        changed.sources = TokenizerSources()
        return try Tokenizer(changed, path: "the tokenizer")
    }
}
