/// The delimiter of a table's columns: one ASCII character.
public struct Delimiter: Sendable, Hashable, CustomStringConvertible {
    let byte: UInt8

    public static let comma = Delimiter(byte: 0x2C)
    public static let semicolon = Delimiter(byte: 0x3B)
    public static let tab = Delimiter(byte: 0x09)
    public static let bar = Delimiter(byte: 0x7C)

    /// The delimiters that are tried for a CSV file, in order of likelihood.
    static let candidates = [comma, semicolon, tab, bar]

    private init(byte: UInt8) { self.byte = byte }

    /// The delimiter that a user specifies: the character, or `comma`, `semicolon`, `tab`, `\t`, `bar` or `pipe`; `nil`
    /// for anything that cannot separate columns.
    public init?(_ text: String) {
        switch text.lowercased() {
        case "comma": self = .comma
        case "semicolon": self = .semicolon
        case "tab", "\\t": self = .tab
        case "bar", "pipe": self = .bar
        default:
            guard text.utf8.count == 1, let byte = text.utf8.first, byte == 0x09 || (0x20...0x7E).contains(byte),
                byte != 0x22, !text.contains(where: { $0.isLetter || $0.isNumber })
            else { return nil }
            self.init(byte: byte)
        }
    }

    /// The character, or the name of an invisible one.
    public var description: String {
        switch byte {
        case 0x09: "tabs"
        case 0x20: "spaces"
        default: String(UnicodeScalar(byte))
        }
    }

    /// The name in a sentence, for one of them.
    var singular: String {
        switch self {
        case .comma: "a comma"
        case .semicolon: "a semicolon"
        case .tab: "a tab"
        default: "\"\(UnicodeScalar(byte))\""
        }
    }

    /// The name in a sentence, for several of them.
    var plural: String {
        switch self {
        case .comma: "commas"
        case .semicolon: "semicolons"
        case .tab: "tabs"
        default: "\"\(UnicodeScalar(byte))\""
        }
    }

    // MARK: Detection

    /// The delimiter of a table with quotes, detected from its header and first rows.
    ///
    /// It splits the first record, and among the candidates that do, it splits the most records into the same number of
    /// columns.
    ///
    /// - Parameter sample: The beginning of the table; a last line without a line end counts only if `isWhole`.
    static func detected(in sample: UnsafeRawBufferPointer, isWhole: Bool) -> Delimiter {
        var best: (delimiter: Delimiter, alike: Int)?
        for candidate in candidates {
            let counts = candidate.columnCounts(sample, isWhole: isWhole)
            guard let first = counts.first, first > 1 else { continue }
            let alike = counts.count { $0 == first }
            if alike > best?.alike ?? 0 { best = (candidate, alike) }
        }
        return best?.delimiter ?? .comma
    }

    /// The number of columns in each of the first records.
    func columnCounts(_ sample: UnsafeRawBufferPointer, isWhole: Bool, limit: Int = 20) -> [Int] {
        var counts: [Int] = []
        var (columns, isQuoted, isBlank) = (1, false, true)
        // A quote opens a field at its start, and again right after a closing quote.
        var mayOpen = true
        for byte in sample {
            if byte == 0x22, isQuoted || mayOpen {
                isQuoted.toggle()
                (mayOpen, isBlank) = (true, false)
            } else if isQuoted || byte == 0x0D {
                continue
            } else if byte == 0x0A {
                if !isBlank { counts.append(columns) }
                if counts.count == limit { return counts }
                (columns, mayOpen, isBlank) = (1, true, true)
            } else {
                mayOpen = byte == self.byte
                if mayOpen { columns += 1 }
                isBlank = false
            }
        }
        if isWhole, !isBlank { counts.append(columns) }
        return counts
    }
}
