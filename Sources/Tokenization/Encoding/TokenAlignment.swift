/// The position of an id in the text.
///
/// Offsets count from the start of the original text, or of the word if the text was given as words.
public struct TokenAlignment: Sendable, Equatable {
    /// The token's bytes in the text's UTF-8; `0..<0` for a token that the post-processor added.
    public var byteRange: Range<Int> { Int(byteStart)..<Int(byteEnd) }
    /// The token's characters: Unicode scalars, as Python counts them.
    public var characterRange: Range<Int> { Int(characterStart)..<Int(characterEnd) }
    /// The number of the token's word, from 0; `nil` for a token that the post-processor added.
    ///
    /// If the text was given as words, these are counted; otherwise those of the pre-tokenizer.
    public var word: Int? { wordNumber < 0 ? nil : Int(wordNumber) }
    /// 0 for the first text, 1 for the second, `nil` for a token that the post-processor added.
    public var text: Int? { textNumber < 0 ? nil : Int(textNumber) }
    /// Tells whether the post-processor added the token.
    public var isSpecial: Bool { textNumber < 0 }

    var byteStart: UInt32
    var byteEnd: UInt32
    var characterStart: UInt32
    var characterEnd: UInt32
    var wordNumber: Int32
    var textNumber: Int32

    static let special = TokenAlignment(
        byteStart: 0, byteEnd: 0, characterStart: 0, characterEnd: 0, wordNumber: -1, textNumber: -1)
}
