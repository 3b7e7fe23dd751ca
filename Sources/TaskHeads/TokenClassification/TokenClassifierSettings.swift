public import Checkpoints
public import Entities
import InputOutput

/// A named-entity recognizer's settings in the model's configuration, besides the tag names.
public struct TokenClassifierSettings: TaskSettings, Equatable {
    /// True if the model has a conditional random field, which scores neighboring tags together.
    public var hasField = false
    /// The number of tokens that a window of a long text shares with the previous one; `nil` for a quarter of a window.
    public var stride: Int?

    /// The tagging scheme; `nil` if the files do not record it.
    public var tagScheme: TagScheme?

    public init() {}

    /// - Throws: `FledgeError` at the invalid setting.
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
        if let name = own["tag_scheme"] {
            guard let scheme = name.stringValue.flatMap(TagScheme.init) else {
                throw FledgeError(
                    .data, at: "\(place): tag_scheme", "the scheme of the tags is unknown",
                    expected: TagScheme.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "),
                    found: name.excerpt, advice: "correct the setting, or leave it out if the scheme is not known")
            }
            tagScheme = scheme
        }
    }

    /// Takes the scheme from the record of the training run if the configuration does not have it: earlier versions
    /// wrote it only there.
    mutating func findTagScheme(inRecordOf directory: String, labels: [String]) {
        guard tagScheme == nil, let record = try? JSONValue(contentsOf: directory.path(of: "training.json")),
            let scheme = (record["run"]?["recipe"]?["tag_scheme"]?.stringValue).flatMap(TagScheme.init),
            TagSet(labels: labels).possibleSchemes.contains(scheme)
        else { return }
        tagScheme = scheme
    }

    /// The tags of a model's labels, in the scheme of the settings.
    ///
    /// - Parameter path: The configuration's path, for error messages.
    /// - Throws: `FledgeError` if the labels do not fit the scheme.
    func tags(_ labels: [String], path: String) throws -> TagSet {
        let tags = TagSet(labels: labels, scheme: tagScheme)
        guard let tagScheme, !tags.possibleSchemes.contains(tagScheme) else { return tags }
        throw FledgeError(
            .data, at: "\(path): \(Self.key): tag_scheme", "the labels are not those of the scheme",
            expected: tags.possibleSchemes.map(\.rawValue).joined(separator: " or ") + ", as id2label has the tags",
            found: tagScheme.rawValue, advice: "correct the setting, or leave it out if the scheme is not known")
    }

    /// Writes the settings that ``init(_:)`` reads; defaults are omitted.
    public func write(to configuration: inout ModelConfiguration) {
        configuration.values["problem_type"] = nil
        var own: [String: JSONValue] = [:]
        if hasField { own["crf"] = .bool(true) }
        if let stride { own["stride"] = .integer(stride) }
        if let tagScheme { own["tag_scheme"] = .string(tagScheme.rawValue) }
        configuration.values[Self.key] = own.isEmpty ? nil : .object(own)
    }
}
