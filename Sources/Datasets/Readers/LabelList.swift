import InputOutput

/// Several labels of one row as one text: their names separated by a bar, for instance `toxic|insult`.
///
/// A row without any of the labels has no text.
public enum LabelList {
    /// The separator of labels.
    public static let separator: Character = "|"

    /// The labels as one text; `nil` if there are none.
    public static func joined(_ names: [String]) -> String? {
        names.isEmpty ? nil : names.joined(separator: String(separator))
    }

    /// The labels in a text, in order and with repetitions; empty for `nil`.
    public static func names(in text: String?) -> [String] {
        guard let text else { return [] }
        return text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// Returns the name if it can be one of several.
    static func checked(_ name: String, at place: String) throws -> String {
        guard !name.contains(separator) else {
            throw FledgeError(
                .data, at: place,
                "the label \"\(Spelling.shortened(name))\" holds \"\(separator)\", which separates labels",
                advice: "name the label without \"\(separator)\"")
        }
        guard !name.isBlank else {
            throw FledgeError(.data, at: place, "a label is empty", advice: "remove it or give it a name")
        }
        return name
    }
}

/// A column that states for each row whether it has a certain label.
struct LabelColumn: Equatable {
    let name: String
    let position: Int

    /// - Parameter place: The line of the names, for errors.
    init(name: String, position: Int, at place: String) throws {
        self.name = try LabelList.checked(name, at: place)
        self.position = position
    }

    /// Returns true if a text is 1 or 0 with a decimal comma, such as `1,0`.
    static func hasDecimalComma(_ text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: ",")), let number = NumberText(text.trimmed, decimal: ",") else {
            return false
        }
        return number.canonical == "1" || number.canonical == "0"
    }

    /// Tells whether the row has the label, from the column's text.
    func isSet(_ text: String, at place: String) throws -> Bool {
        let text = text.trimmed
        if Self.hasDecimalComma(text), let number = NumberText(text, decimal: ",") { return number.canonical == "1" }
        if let isSet = LabelMask.isSet(text) { return isSet }
        switch text.lowercased() {
        case "yes", "y", "t": return true
        case "no", "n", "f": return false
        default:
            throw FledgeError(
                .data, at: place,
                "the column \"\(Spelling.shortened(name))\" does not say whether the row has the label",
                expected: "1 or 0, true or false, yes or no",
                found: text.isEmpty ? "nothing" : "\"\(Spelling.shortened(text))\"")
        }
    }
}
