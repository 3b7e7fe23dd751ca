extension Tokenizer {
    /// The same tokenizer, but texts are lowercased first, each character regardless of its context.
    ///
    /// sentence-transformers does this if `do_lower_case` is set. Special tokens in a text are found before.
    ///
    /// - Throws: `FledgeError` if two added tokens become identical.
    package func lowercasingFirst() throws -> Tokenizer {
        var changed = parts
        switch parts.normalizer {
        case nil: changed.normalizer = .lowercase
        case .lowercase: return self
        // Nothing would change, and the fast path for BERT's normalizer is kept.
        case .bert(let settings) where settings.lowercases: return self
        case .sequence(let normalizers):
            if normalizers.contains(.lowercase) { return self }
            changed.normalizer = .sequence([.lowercase] + normalizers)
        case .some(let normalizer): changed.normalizer = .sequence([.lowercase, normalizer])
        }
        // The files no longer describe this tokenizer.
        changed.sources = TokenizerSources()
        return try Tokenizer(changed, path: "the tokenizer")
    }
}
