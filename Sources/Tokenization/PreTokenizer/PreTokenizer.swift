/// The splitting of a normalized text into words, as tokenizer.json declares it.
public indirect enum PreTokenizer: Sendable, Equatable {
    /// Splits at whitespace, which is removed, and around each punctuation scalar.
    case bert
    /// Runs of word scalars (letters, marks, digits, connectors), and runs of scalars that are neither those nor
    /// whitespace.
    case whitespace
    /// Splits at whitespace, which is removed.
    case whitespaceSplit
    /// Splits at punctuation.
    case punctuation(PunctuationBehavior)
    /// Several pre-tokenizers, each applied to the words of the previous one.
    case sequence([PreTokenizer])

    /// The number of steps, including nested sequences and their steps.
    var stepCount: Int {
        guard case .sequence(let steps) = self else { return 1 }
        return steps.reduce(1) { $0 + $1.stepCount }
    }
}

/// The treatment of a punctuation scalar at which text is split.
public enum PunctuationBehavior: Sendable, Equatable, CaseIterable {
    /// It is removed.
    case removed
    /// It becomes a separate word.
    case isolated
    /// It ends the word before it.
    case mergedWithPrevious
    /// It starts the word after it.
    case mergedWithNext
    /// A run of punctuation becomes a word.
    case contiguous
}
