/// A decimal number as people and programs write it, compared by its digits, so that no precision is lost.
struct NumberText: Hashable {
    /// The shortest spelling: `1` for `1.0`, `01` and `+1`.
    let canonical: String
    /// Tells whether the number has superfluous leading zeros.
    let hasLeadingZeros: Bool
    /// Tells whether the number is an integer.
    var isWhole: Bool { !canonical.utf8.contains(UInt8(ascii: ".")) }

    /// - Parameter decimal: The decimal separator.
    init?(_ text: some StringProtocol, decimal: Character = ".") {
        var digits = text[...]
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            if first == "-" { sign = "-" }
            digits = digits.dropFirst()
        }
        let parts = digits.split(separator: decimal, maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !(whole.isEmpty && (parts.last?.isEmpty ?? true)) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard Self.areDigits(whole), Self.areDigits(fraction) else {
            // With an exponent, the parsed number determines the spelling.
            guard decimal == ".", let number = Double(text), number.isFinite, Self.isDecimal(text) else { return nil }
            let spelled = "\(number)"
            canonical = spelled.hasSuffix(".0") ? String(spelled.dropLast(2)) : spelled
            hasLeadingZeros = false
            return
        }
        let shortWhole = whole.drop { $0 == "0" }
        var shortFraction = fraction[...]
        while shortFraction.last == "0" { shortFraction.removeLast() }
        hasLeadingZeros = whole.count > 1 && whole.first == "0"
        let magnitude = (shortWhole.isEmpty ? "0" : String(shortWhole))
        canonical =
            (magnitude == "0" && shortFraction.isEmpty ? "" : sign) + magnitude
            + (shortFraction.isEmpty ? "" : ".\(shortFraction)")
    }

    private static func areDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Tells whether only characters of decimal numbers occur, which excludes hexadecimal numbers and infinities.
    private static func isDecimal(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}

/// Keys that several spellings of one label share.
enum LabelIdentity {
    /// The value of a number or a Boolean, regardless of its spelling; `nil` for names.
    static func value(_ label: String) -> String? {
        if let number = NumberText(label) { return number.canonical }
        let lowercased = label.lowercased()
        return lowercased == "true" || lowercased == "false" ? lowercased : nil
    }

    /// The values of the numbers and booleans among labels. Beside numbers, booleans are 1 and 0, as in Python.
    static func values(of labels: Set<String>) -> [String: String] {
        var values: [String: String] = [:]
        for label in labels { values[label] = value(label) }
        guard labels.contains(where: { NumberText($0) != nil }) else { return values }
        return values.mapValues { $0 == "true" ? "1" : $0 == "false" ? "0" : $0 }
    }

    static func isBoolean(_ label: String) -> Bool { ["true", "false"].contains(value(label)) }

    /// The label without differences that are easily overlooked: case, repeated whitespace and zero-width characters.
    static func folded(_ label: String) -> String {
        var folded = ""
        var spaceIsPending = false
        for scalar in label.lowercased().unicodeScalars {
            if scalar.properties.isWhitespace {
                spaceIsPending = !folded.isEmpty
            } else if scalar.properties.generalCategory != .format {
                if spaceIsPending { folded.append(" ") }
                spaceIsPending = false
                folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }
}
