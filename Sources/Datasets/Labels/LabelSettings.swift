/// The interpretation of a file's labels, beyond what the file itself shows.
public struct LabelSettings: Sendable, Equatable, Codable {
    /// The separator between several labels in one cell, besides `|`.
    public enum Separator: Sendable, Equatable, Codable {
        /// A comma, semicolon or space if the labels of the file are unambiguous.
        case automatic
        /// No separator other than `|`.
        case none
        /// The given text.
        case text(String)
    }

    /// The separator between several labels in one cell.
    public var separator: Separator
    /// The names of classes by the labels that stand for them in files, for instance `["0": "negative"]`.
    public var names: [String: String]
    /// The names of ordinal classes from lowest to highest; empty for numeric order.
    public var order: [String]
    /// Labels that are known before the file is read; not encoded.
    package var known: KnownLabels?

    private enum CodingKeys: String, CodingKey { case separator, names, order }

    /// The settings as one text, which is the same for equal settings.
    package var described: String {
        let names = names.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "separator \(separator), names \(names), order \(order)"
    }

    /// The settings that leave everything to the file.
    public static let automatic = LabelSettings()

    public init(separator: Separator = .automatic, names: [String: String] = [:], order: [String] = []) {
        self.separator = separator
        self.names = names
        self.order = order
    }
}
