import InputOutput

/// Several labels of one row, as one text: their names with a bar between them, for instance `toxic|insult`.
///
/// A row without any of the labels has no text at all.
public enum LabelList {
    /// What stands between two labels.
    public static let separator: Character = "|"

    /// The labels as one text; `nil` where there are none.
    public static func joined(_ names: [String]) -> String? {
        names.isEmpty ? nil : names.joined(separator: String(separator))
    }

    /// The labels in a text, as often and in the order in which it has them; none in `nil`.
    public static func names(in text: String?) -> [String] {
        guard let text else { return [] }
        return text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// The name, if it can be one of several.
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

/// A column that says of each row whether it has a certain label.
struct LabelColumn: Equatable {
    let name: String
    let position: Int

    /// - Parameter place: The line that holds the names, for errors.
    init(name: String, position: Int, at place: String) throws {
        self.name = try LabelList.checked(name, at: place)
        self.position = position
    }

    /// Whether the row has the label, by the column's text.
    func isSet(_ text: String, at place: String) throws -> Bool {
        let text = text.trimmed
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
