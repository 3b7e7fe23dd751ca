/// The treatment of capital letters, if a caller overrides the tokenizer's files.
public enum LetterCase: String, Sendable, CaseIterable {
    /// Letters keep their case and accents.
    case cased
    /// Letters are lowercased and lose their accents.
    case uncased
}
