/// The settings of BERT's text normalization, named as in tokenizer.json.
///
/// The steps run in this order: clean, separate CJK ideographs, strip accents, lowercase.
public struct BertNormalizer: Sendable, Equatable {
    /// Deletes control characters and replaces every kind of whitespace with a space.
    public var cleansText: Bool
    /// Puts spaces around CJK ideographs, so that each becomes a word.
    public var separatesChineseCharacters: Bool
    /// Decomposes canonically and deletes nonspacing marks; `nil` for the value of ``lowercases``.
    public var stripsAccents: Bool?
    /// Lowercases every scalar, regardless of its context.
    public var lowercases: Bool

    public init(
        cleansText: Bool = true, separatesChineseCharacters: Bool = true, stripsAccents: Bool? = nil,
        lowercases: Bool = true
    ) {
        self.cleansText = cleansText
        self.separatesChineseCharacters = separatesChineseCharacters
        self.stripsAccents = stripsAccents
        self.lowercases = lowercases
    }

    /// Tells whether accents are stripped, with `nil` resolved.
    var stripsAccentsEffectively: Bool { stripsAccents ?? lowercases }

    /// Tells whether a scalar counts as a CJK ideograph: the blocks of the reference, which omits U+2B820–U+2B91F.
    static func isChinese(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0xF900...0xFAFF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
            0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
