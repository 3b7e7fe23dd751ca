public import Foundation

extension JSONValue {
    /// Encodes the value as JSON in UTF-8, with members sorted by name and a trailing newline.
    ///
    /// - Parameter pretty: One element or member per line, indented by two spaces; otherwise no white space at all.
    /// - Throws: ``FledgeError`` with category `software` if a number is infinite or not a number, which JSON cannot
    ///   express.
    public func encoded(pretty: Bool) throws -> Data {
        var text = ""
        try append(to: &text, newline: pretty ? "\n" : nil)
        text += "\n"
        return Data(text.utf8)
    }

    /// The value as JSON without white space; empty for a number that JSON cannot express.
    package var compactText: String {
        var text = ""
        return (try? append(to: &text, newline: nil)) == nil ? "" : text
    }

    /// True if the value is neither an array nor an object.
    package var isScalar: Bool {
        switch self {
        case .array, .object: false
        case .null, .bool, .integer, .number, .string: true
        }
    }

    /// The value in at most about 60 characters, for messages.
    package var excerpt: String {
        var text = ""
        guard (try? append(to: &text, newline: nil)) != nil else { return "a number that JSON cannot say" }
        return text.count <= 60 ? text : text.prefix(59) + "…"
    }

    /// - Parameter newline: A line break and the indentation of the line that the value starts on; nil for compact
    ///   text.
    private func append(to text: inout String, newline: String?) throws {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value):
            guard value.isFinite else {
                throw FledgeError(.software, "a number cannot be written as JSON", found: "\(value)")
            }
            text += value.description
        case .string(let value): Self.appendQuoted(value, to: &text)
        case .array(let values):
            try Self.append(values, between: ("[", "]"), to: &text, newline: newline) { value, text, newline in
                try value.append(to: &text, newline: newline)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            try Self.append(sorted, between: ("{", "}"), to: &text, newline: newline) { member, text, newline in
                Self.appendQuoted(member.key, to: &text)
                text += newline == nil ? ":" : ": "
                try member.value.append(to: &text, newline: newline)
            }
        }
    }

    private static func append<Element>(
        _ elements: [Element], between brackets: (String, String), to text: inout String, newline: String?,
        _ appendElement: (Element, inout String, _ newline: String?) throws -> Void
    ) rethrows {
        text += brackets.0
        let inner = newline.map { $0 + "  " }
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            text += inner ?? ""
            try appendElement(element, &text, inner)
        }
        if !elements.isEmpty { text += newline ?? "" }
        text += brackets.1
    }

    /// A string in quotation marks, escaped as JSON.
    public static func quoted(_ string: String) -> String {
        var text = ""
        appendQuoted(string, to: &text)
        return text
    }

    /// Appends a string in quotation marks, with control characters, quotation marks and backslashes escaped.
    private static func appendQuoted(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{00}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
