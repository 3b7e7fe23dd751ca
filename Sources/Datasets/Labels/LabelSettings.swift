/// How the labels of a file are written, beyond what the file itself tells.
public struct LabelSettings: Sendable, Equatable, Codable {
    /// The separator between several labels in one cell, beside `|`.
    public enum Separator: Sendable, Equatable, Codable {
        /// A comma, semicolon or space where the labels of the file leave no doubt.
        case automatic
        /// No separator but `|`.
        case none
        /// The given text.
        case text(String)
    }

    /// The separator between several labels in one cell.
    public var separator: Separator
    /// The names of classes by the labels that stand for them in files, for instance `["0": "negative"]`.
    public var names: [String: String]
    /// The names of ordinal classes from the lowest to the highest; empty for numeric order.
    public var order: [String]
    /// What is known of the labels before the file is read; not a part of what is written down.
    package var known: KnownLabels?

    private enum CodingKeys: String, CodingKey { case separator, names, order }

    /// The settings in one text that is the same for equal settings.
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
