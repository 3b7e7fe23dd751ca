/// The treatment of a Unicode scalar by the normalizer and the pre-tokenizer.
struct ScalarTraits: OptionSet {
    let rawValue: UInt8

    /// Deleted by cleaning: most control and format characters, private use, U+0000 and U+FFFD.
    static let removed = ScalarTraits(rawValue: 1)
    /// Separates words.
    static let whitespace = ScalarTraits(rawValue: 2)
    /// A word by itself.
    static let punctuation = ScalarTraits(rawValue: 4)
    /// Deleted when BERT's normalizer strips accents.
    static let nonspacingMark = ScalarTraits(rawValue: 8)
    /// Matched by `\w` in a regular expression: letters, marks, digits, connectors and joiners (Unicode Technical
    /// Standard 18, annex C).
    static let wordScalar = ScalarTraits(rawValue: 16)
    /// Deleted by the normalizer `StripAccents`: nonspacing, spacing and enclosing marks.
    static let combiningMark = ScalarTraits(rawValue: 32)
}

extension ScalarTraits {
    /// Looks up the traits of scalars: one load in the basic multilingual plane, a binary search above it.
    struct Table: Sendable {
        private var basicPlane: [UInt8]

        /// The shared table of the process, built at first use.
        static let shared = Table()

        private init() {
            basicPlane = [UInt8](repeating: 0, count: 0x10000)
            for index in stride(from: 0, to: UnicodeData.traits.count, by: 3) {
                let first = UnicodeData.traits[index]
                guard first < 0x10000 else { break }
                let last = min(UnicodeData.traits[index + 1], 0xFFFF)
                for scalar in first...last { basicPlane[Int(scalar)] = UInt8(UnicodeData.traits[index + 2]) }
            }
        }

        @inline(__always)
        subscript(scalar: UInt32) -> ScalarTraits {
            guard scalar < 0x10000 else { return Self.traitsAboveBasicPlane(scalar) }
            return ScalarTraits(rawValue: basicPlane[Int(scalar)])
        }

        private static func traitsAboveBasicPlane(_ scalar: UInt32) -> ScalarTraits {
            ScalarTraits(rawValue: UInt8(UnicodeData.value(of: scalar, inRanges: UnicodeData.traits) ?? 0))
        }
    }
}

extension UnicodeData {
    /// The value of the range that contains a scalar, in sorted triples of first scalar, last scalar and value.
    static func value(of scalar: UInt32, inRanges ranges: [UInt32]) -> UInt32? {
        var low = 0
        var high = ranges.count / 3
        while low < high {
            let middle = (low + high) / 2
            if ranges[3 * middle + 1] < scalar { low = middle + 1 } else { high = middle }
        }
        guard 3 * low < ranges.count, ranges[3 * low] <= scalar else { return nil }
        return ranges[3 * low + 2]
    }
}
