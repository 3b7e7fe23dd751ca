/// A list that a program wrote as text: Python's `['a', 'b']`, `('a',)` and `{'a'}`, JSON's `["a"]`, NumPy's `['a'
/// 'b']` and `[0 1]`, `array(['a'], dtype=object)`.
struct WrittenList: Equatable {
    /// An element without its quotes.
    struct Element: Equatable {
        var text: String
        var isQuoted: Bool
    }

    private(set) var elements: [Element] = []

    init(_ elements: [Element]) { self.elements = elements }

    /// Tells whether an element is in quotes, which a class name would not be.
    var hasQuotes: Bool { elements.contains(where: \.isQuoted) }

    var texts: [String] { elements.map(\.text) }

    /// - Parameter allowsBareWords: Accepts words without quotes as elements, as in `[food, service]`.
    init?(_ text: String, allowsBareWords: Bool = false) {
        guard text.utf8.count >= 2 else { return nil }
        if text == "set()" { return }
        let text = Self.choices(in: text) ?? text
        var parser = Parser(scalars: Array(text.unicodeScalars), allowsBareWords: allowsBareWords)
        guard let elements = parser.list() else { return nil }
        self.elements = elements
    }

    /// The list within `{"choices": [...]}`, as Label Studio writes several choices in a cell; `nil` for other texts.
    private static func choices(in text: String) -> String? {
        guard text.first == "{", text.last == "}", let colon = text.firstIndex(of: ":") else { return nil }
        let key = text[..<colon].dropFirst().trimmingPrefix(while: \.isWhitespace)
        guard key == "\"choices\"" || key == "'choices'" else { return nil }
        let list = String(text[text.index(after: colon)...].dropLast()).trimmed
        return isBracketed(list) ? list : nil
    }

    /// True if a text looks like an object, or a list of objects or lists, that a program wrote.
    static func looksNested(_ text: String) -> Bool {
        let marks = text.unicodeScalars.filter { !$0.properties.isWhitespace }.prefix(2).map(Character.init)
        guard let first = marks.first, let second = marks.last, let last = text.last else { return false }
        return first == "{" && last == "}" && "\"'".contains(second) && text.contains(":")
            || first == "[" && last == "]" && "[{(".contains(second)
    }

    /// Tells whether the text begins and ends like a list.
    static func isBracketed(_ text: String) -> Bool { text.utf8.count >= 2 && text.first == "[" && text.last == "]" }
}

private struct Parser {
    let scalars: [Unicode.Scalar]
    let allowsBareWords: Bool
    var position = 0

    init(scalars: [Unicode.Scalar], allowsBareWords: Bool) {
        self.scalars = scalars
        self.allowsBareWords = allowsBareWords
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    mutating func list() -> [WrittenList.Element]? {
        skipSpace()
        let isArray = take("array(")
        skipSpace()
        guard let opening = current, let closing = Self.closings[opening] else { return nil }
        position += 1
        guard let (elements, hasComma) = elements(until: closing) else { return nil }
        // A value in parentheses is a list only with a comma, and empty braces are not an empty list.
        if opening == "(", elements.count == 1, !hasComma { return nil }
        if opening == "{", elements.isEmpty { return nil }
        if isArray {
            guard let end = scalars[position...].firstIndex(of: ")") else { return nil }
            position = end + 1
        }
        skipSpace()
        return current == nil ? elements : nil
    }

    private static let closings: [Unicode.Scalar: Unicode.Scalar] = ["[": "]", "(": ")", "{": "}"]

    private mutating func elements(
        until closing: Unicode.Scalar
    ) -> (elements: [WrittenList.Element], hasComma: Bool)? {
        var elements: [WrittenList.Element] = []
        var hasComma = false
        skipSpace()
        while let scalar = current {
            if scalar == closing {
                position += 1
                return (elements, hasComma)
            }
            guard let element = scalar == "'" || scalar == "\"" ? quoted(scalar) : bare(until: closing) else {
                return nil
            }
            elements.append(element)
            let isSpaced = skipSpace()
            if current == "," {
                hasComma = true
                position += 1
                skipSpace()
            } else if current != closing, !isSpaced {
                return nil
            }
        }
        return nil
    }

    private mutating func quoted(_ quote: Unicode.Scalar) -> WrittenList.Element? {
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = current {
            position += 1
            if scalar == quote { return WrittenList.Element(text: String(text).trimmed, isQuoted: true) }
            if scalar != "\\" {
                text.append(scalar)
            } else if let escaped = escape() {
                text.append(escaped)
            } else {
                return nil
            }
        }
        return nil
    }

    /// The character that an escape stands for, after its backslash.
    private mutating func escape() -> Unicode.Scalar? {
        guard let scalar = current else { return nil }
        position += 1
        let digits: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
        if let count = digits[scalar] {
            guard position + count <= scalars.count else { return nil }
            let code = String(String.UnicodeScalarView(scalars[position..<position + count]))
            position += count
            return UInt32(code, radix: 16).flatMap(Unicode.Scalar.init)
        }
        return switch scalar {
        case "n": "\n"
        case "t": "\t"
        case "r": "\r"
        default: scalar
        }
    }

    /// A number or a Boolean; words only if they are allowed, in which case they extend to the next comma.
    private mutating func bare(until closing: Unicode.Scalar) -> WrittenList.Element? {
        let start = position
        while let scalar = current, scalar != ",", scalar != closing,
            allowsBareWords || !scalar.properties.isWhitespace
        {
            guard !"[](){}'\":".unicodeScalars.contains(scalar) || allowsBareWords else { return nil }
            position += 1
        }
        let text = String(String.UnicodeScalarView(scalars[start..<position])).trimmed
        let isValue = LabelIdentity.value(text) != nil
        return !text.isEmpty && (isValue || allowsBareWords) ? WrittenList.Element(text: text, isQuoted: false) : nil
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while let scalar = current, scalar.properties.isWhitespace { position += 1 }
        return position > start
    }

    private mutating func take(_ prefix: String) -> Bool {
        let prefix = Array(prefix.unicodeScalars)
        guard scalars[position...].starts(with: prefix) else { return false }
        position += prefix.count
        return true
    }
}
