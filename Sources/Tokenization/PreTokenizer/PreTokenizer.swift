/// How a normalised text is split into words, as tokenizer.json declares it.
public indirect enum PreTokenizer: Sendable, Equatable {
    /// At white space, which vanishes, and around each punctuation scalar.
    case bert
    /// Runs of word scalars (letters, marks, digits, connectors) and runs of what is neither a word nor white space.
    case whitespace
    /// At white space, which vanishes.
    case whitespaceSplit
    /// At punctuation.
    case punctuation(PunctuationBehavior)
    /// One after the other, each on the words that the one before it made.
    case sequence([PreTokenizer])

    /// The number of steps, those of nested sequences and the sequences themselves included.
    var stepCount: Int {
        guard case .sequence(let steps) = self else { return 1 }
        return steps.reduce(1) { $0 + $1.stepCount }
    }
}

/// What becomes of a punctuation scalar at which text is split.
public enum PunctuationBehavior: Sendable, Equatable, CaseIterable {
    /// It vanishes.
    case removed
    /// It becomes a word of its own.
    case isolated
    /// It ends the word before it.
    case mergedWithPrevious
    /// It starts the word after it.
    case mergedWithNext
    /// Runs of it become a word.
    case contiguous
}
