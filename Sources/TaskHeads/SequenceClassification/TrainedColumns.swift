import Checkpoints
import InputOutput

/// The columns that a classifier was trained on, so that prediction reads the same ones.
public struct TrainedColumns: Sendable, Equatable {
    /// The text's column; `nil` if it has no name, as in a file without a header line.
    public var text: String?
    /// The column of the second text; `nil` if the model was trained on single texts.
    public var pair: String?
    /// The column of the labels, if it was given by its number, as in a file without a header line.
    public var label: String?
    /// True if the first line of the file is a header.
    public var hasHeader: Bool

    public init(text: String?, pair: String?, label: String? = nil, hasHeader: Bool = true) {
        self.text = text
        self.pair = pair
        self.label = label
        self.hasHeader = hasHeader
    }

    static let key = "columns"

    /// - Throws: `FledgeError` if the setting is not an object with the names of columns.
    init(_ value: JSONValue, at place: String) throws {
        guard let members = value.objectValue else {
            throw FledgeError(
                .data, at: "\(place): \(Self.key)", "the setting has the wrong type",
                expected: "an object with the names of the columns of text and pair", found: value.excerpt)
        }
        func name(_ key: String) throws -> String? {
            guard let member = members[key], member != .null else { return nil }
            guard let name = member.stringValue else {
                throw FledgeError(
                    .data, at: "\(place): \(Self.key): \(key)", "the setting has the wrong type",
                    expected: "the name of a column", found: member.excerpt)
            }
            return name
        }
        let settings = ModelConfiguration(values: members, path: "\(place): \(Self.key)")
        self.init(
            text: try name("text"), pair: try name("pair"), label: try name("label"),
            hasHeader: try settings.boolean("header", default: true))
    }

    var value: JSONValue {
        let names = ["text": text, "pair": pair, "label": label]
        var members = names.compactMapValues { $0.map(JSONValue.string) }
        if !hasHeader { members["header"] = .bool(false) }
        return .object(members)
    }
}
