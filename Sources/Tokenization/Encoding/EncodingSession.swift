/// The use of a tokenizer on one thread, for one text after the other with the same options.
///
/// It holds everything as plain pointers, so that there is no reference counting per text.
struct EncodingSession {
    unowned(unsafe) let tokenizer: Tokenizer
    unowned(unsafe) let tokensInText: AddedTokenMatcher
    unowned(unsafe) let plainText: PlainText?
    let options: EncodingOptions
    let speller: Speller
    let tokens: UnsafeMutablePointer<TokenBuffer>
    let normalized: UnsafeMutablePointer<NormalizedText>
    let words: WordCache
    let scalars: NormalizedScalars
    let zeros: UnsafeMutablePointer<SharedZeros>

    /// The assembly that puts special tokens around the tokens in the workspace.
    @inline(__always)
    func assembly(isPair: Bool) -> Assembly {
        Assembly(
            isPair ? tokenizer.pairTemplate : tokenizer.singleTemplate, tokens.pointee, zeros,
            addsSpecialTokens: options.addsSpecialTokens, givesTypeIDs: tokenizer.givesTypeIDs)
    }
}

extension Tokenizer {
    /// Calls `body` with a session, which must not outlive the call.
    func withSession<Result>(
        _ options: EncodingOptions, _ body: (EncodingSession) throws -> Result
    ) rethrows -> Result {
        try workspaces.withWorkspace { workspace in
            try model.withSpeller { speller in
                try withExtendedLifetime(self) {
                    try body(
                        EncodingSession(
                            tokenizer: self, tokensInText: tokensInText, plainText: plainText, options: options,
                            speller: speller, tokens: workspace.tokens,
                            normalized: workspace.normalized, words: workspace.words, scalars: workspace.scalars,
                            zeros: workspace.zeros))
                }
            }
        }
    }
}
