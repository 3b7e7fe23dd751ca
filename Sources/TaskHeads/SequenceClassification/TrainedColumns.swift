import InputOutput

/// The columns that a classifier was trained on, so that prediction reads the same ones.
public struct TrainedColumns: Sendable, Equatable {
    /// The text's column; `nil` if it has no name, as in a file without a header line.
    public var text: String?
    /// The column of the second text; `nil` if the model was trained on single texts.
    public var pair: String?

    public init(text: String?, pair: String?) {
        self.text = text
        self.pair = pair
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
        self.init(text: try name("text"), pair: try name("pair"))
    }

    var value: JSONValue {
        let names = [("text", text), ("pair", pair)].compactMap { key, name in name.map { (key, JSONValue.string($0)) }
        }
        return .object(Dictionary(uniqueKeysWithValues: names))
    }
}
