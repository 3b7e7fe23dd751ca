public import Checkpoints
import InputOutput

/// What the configuration of a model that names entities says of its answers, besides the tags' names.
public struct TokenClassifierSettings: TaskSettings, Equatable {
    /// Whether the tags of neighbours score together: a conditional random field.
    public var hasField = false
    /// The number of tokens that a window of a long text shares with the one before it; `nil` for a quarter of a window.
    public var stride: Int?

    public init() {}

    /// - Throws: `FledgeError` at the setting that makes no sense.
    public init(_ configuration: ModelConfiguration) throws {
        guard let own = configuration.values[Self.key]?.objectValue else { return }
        let place = "\(configuration.path): \(Self.key)"
        if let field = own["crf"] {
            guard case .bool(let value) = field else {
                throw FledgeError(
                    .data, at: "\(place): crf", "the setting is of the wrong kind", expected: "true or false",
                    found: field.excerpt)
            }
            hasField = value
        }
        if let stride = own["stride"] {
            guard let number = stride.numberValue, number >= 0, let count = Int(exactly: number) else {
                throw FledgeError(
                    .data, at: "\(place): stride", "the stride is out of range", expected: "a whole number, 0 or more",
                    found: stride.excerpt)
            }
            self.stride = count
        }
    }

    /// Writes what ``init(_:)`` reads; nothing for settings with their usual values.
    public func write(to configuration: inout ModelConfiguration) {
        configuration.values["problem_type"] = nil
        var own: [String: JSONValue] = [:]
        if hasField { own["crf"] = .bool(true) }
        if let stride { own["stride"] = .integer(stride) }
        configuration.values[Self.key] = own.isEmpty ? nil : .object(own)
    }
}
