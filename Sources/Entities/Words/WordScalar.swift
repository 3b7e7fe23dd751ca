/// A scalar of a text, and its kind for splitting words.
struct WordScalar {
    /// The kind of a scalar for splitting words.
    enum Kind: UInt8 {
        case space
        /// A letter, a digit or a combining mark.
        case letter
        /// A modifier of the preceding scalar.
        case modifier
        /// Punctuation that is split off at the edges of a run.
        case punctuation
        /// A sign that is not split off.
        case sign
        /// A scalar that is a separate word.
        case ideograph
        /// The first scalar of an emoji.
        case emoji
        /// An invisible scalar.
        case invisible
    }

    var value: UInt32
    var kind: Kind
    /// The offset of its first byte.
    var offset: Int

    /// True if two or more in a row are a word, even inside a run.
    var separatesDoubled: Bool { value == 0x2D || value == 0x2E }
    /// True if the scalar is a word even inside a run.
    var separates: Bool { value == 0x2014 || value == 0x2015 || value == 0x2026 }
    var isApostrophe: Bool { value == 0x27 || value == 0x2019 }
    var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }
    var isUppercase: Bool { Unicode.Scalar(value)?.properties.isUppercase ?? false }
    var isDigit: Bool { (0x30...0x39).contains(value) }

    static func kind(of value: UInt32) -> Kind {
        if value < 0x80 { return asciiKind(of: UInt8(value)) }
        switch value {
        case 0x3040...0x3098, 0x309B...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D: return kanaKind(of: value)
        case 0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x1B000...0x1B16F, 0x20000...0x3FFFD:
            return .ideograph
        case 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F, 0xE0100...0xE01EF: return .modifier
        default: break
        }
        guard let properties = Unicode.Scalar(value)?.properties else { return .sign }
        if properties.isWhitespace { return .space }
        if value >= 0x2300, properties.isEmoji || properties.isEmojiPresentation { return .emoji }
        return switch properties.generalCategory {
        case .connectorPunctuation: .sign
        case .dashPunctuation: (0x2013...0x2015).contains(value) ? .punctuation : .sign
        case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation:
            value == 0x2030 ? .sign : .punctuation
        case .nonspacingMark, .spacingMark, .enclosingMark: .modifier
        case .control, .format: .invisible
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: value == 0xB4 ? .punctuation : .sign
        default: .letter
        }
    }

    private static func asciiKind(of byte: UInt8) -> Kind {
        if byte.isWordByte { return .letter }
        if byte.isSpace { return .space }
        if byte < 0x20 || byte == 0x7F { return .invisible }
        return switch Unicode.Scalar(byte) {
        case "$", "%", "+", "-", "<", "=", ">", "^", "_", "~": .sign
        default: .punctuation
        }
    }

    /// The kind of kana and their punctuation.
    private static func kanaKind(of value: UInt32) -> Kind {
        value == 0x30A0 || value == 0x30FB || value == 0x309B || value == 0x309C ? .punctuation : .ideograph
    }
}
