/// An estimate of a text's width in a sans-serif font, without the font: slightly more than most fonts need.
enum TextWidth {
    /// The size of labels, in pixels.
    static let fontSize = 12.0

    /// The width in pixels.
    static func of(_ text: String, size: Double = fontSize) -> Double {
        text.unicodeScalars.reduce(0) { $0 + size * share(of: $1) }
    }

    /// Returns the text, with an ellipsis in the middle if it is too wide.
    static func fitted(_ text: String, to width: Double, size: Double = fontSize) -> String {
        guard of(text, size: size) > width else { return text }
        let characters = Array(text)
        // A binary search for the largest number of characters that fits.
        var (least, most) = (0, characters.count - 1)
        func shortened(_ count: Int) -> String {
            String(characters.prefix((count + 1) / 2)) + "…" + String(characters.suffix(count / 2))
        }
        while least < most {
            let middle = (least + most + 1) / 2
            if of(shortened(middle), size: size) <= width { least = middle } else { most = middle - 1 }
        }
        return shortened(least)
    }

    private static func share(of scalar: Unicode.Scalar) -> Double {
        switch scalar {
        case "i", "j", "l", "I", "t", "f", "r", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]", "-", "/":
            0.36
        case "m", "w", "M", "W", "%", "@", "…", "→": 0.95
        case "A"..."Z": 0.72
        default: scalar.value < 0x1100 ? 0.6 : 1.05
        }
    }
}
