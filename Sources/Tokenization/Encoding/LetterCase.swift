/// What becomes of capital letters, where a caller chooses it whatever the tokenizer's files say.
public enum LetterCase: String, Sendable, CaseIterable {
    /// Letters keep their case and their accents.
    case cased
    /// Letters become lower case and lose their accents.
    case uncased
}
