import Tokenization

/// A random call of the tokenizer, drawn as in Tests/Fixtures/Tokenization/record_exactness.py.
struct ExactnessCall {
    enum Kind: String, CaseIterable {
        case pairs, truncation, windows, words, verbatim
    }

    enum Texts {
        case texts(String, String?)
        case words([String], [String]?)
    }

    let kind: Kind
    private(set) var texts: Texts
    /// Tells whether windows are requested rather than one encoding.
    private(set) var isWindows: Bool
    private(set) var options = EncodingOptions(includesAlignment: true)

    init(_ kind: Kind, number: Int, grammar: Grammar) {
        let kindNumber = (Kind.allCases.firstIndex(of: kind) ?? 0) + 1
        var generator = ExactnessGenerator(UInt64(kindNumber) << 32 | UInt64(number), grammar)
        self.kind = kind
        isWindows = kind == .windows
        options.addsSpecialTokens = generator.below(4) > 0
        switch kind {
        case .words:
            let words = generator.words()
            texts = .words(words, generator.below(4) == 0 ? generator.words() : nil)
            options.recognizesSpecialTokens = generator.below(4) > 0
            guard generator.below(3) == 0 else { return }
            let room = generator.below(24)
            options.maximumLength = specialTokenCount + room
            if !isPair, room > 3, generator.below(2) == 0 {
                isWindows = true
                options.stride = generator.below(2)
            }
            return
        case .pairs:
            let text = generator.text(mostParts: 6)
            texts = .texts(text, generator.text(mostParts: 6))
            return
        case .verbatim:
            let text = generator.text(mostParts: 6)
            texts = .texts(text, generator.below(4) == 0 ? generator.text(mostParts: 6) : nil)
            options.recognizesSpecialTokens = false
            return
        case .truncation, .windows:
            let text = generator.text(mostParts: 8)
            texts = .texts(text, generator.below(3) == 0 ? generator.text(mostParts: 4) : nil)
        }
        options.truncation = [.longestFirst, .onlyFirst, .onlySecond][generator.below(3)]
        options.truncationSide = [.right, .left][generator.below(2)]
        if kind == .truncation {
            options.maximumLength = specialTokenCount + generator.below(24)
        } else {
            let room = (isPair ? 8 : 1) + generator.below(30)
            options.maximumLength = specialTokenCount + room
            options.stride = generator.below(max(1, min(room - 2, 9)))
        }
    }

    private var isPair: Bool {
        switch texts {
        case .texts(_, let pair): pair != nil
        case .words(_, let pair): pair != nil
        }
    }

    private var specialTokenCount: Int { !options.addsSpecialTokens ? 0 : isPair ? 3 : 2 }

    /// The encodings that the tokenizer returns: one, or all windows.
    func encodings(_ tokenizer: Tokenizer) throws -> [Encoding] {
        switch texts {
        case .texts(let text, let pair) where isWindows:
            try tokenizer.encodeWindows(text, pair: pair, options: options)
        case .words(let words, let pair) where isWindows:
            try tokenizer.encodeWindows(words: words, pair: pair, options: options)
        case .texts(let text, let pair): [try tokenizer.encode(text, pair: pair, options: options)]
        case .words(let words, let pair): [try tokenizer.encode(words: words, pair: pair, options: options)]
        }
    }
}
