/// Missing and surplus tensors of a checkpoint that the user allows, given as patterns of canonical names.
///
/// A pattern is a name in which `*` stands for any text.
public struct LoadAllowance: Sendable, Equatable {
    /// Tensors of the model that may be missing; they are newly initialized.
    public var missing: [String]
    /// Tensors of the checkpoint that may be unknown to the model.
    public var unexpected: [String]
    /// Advice in error messages on how to allow more; `nil` if the caller has no such option.
    public var advice: String?

    public init(missing: [String] = [], unexpected: [String] = [], advice: String? = nil) {
        self.missing = missing
        self.unexpected = unexpected
        self.advice = advice
    }

    package func allowsMissing(_ name: String) -> Bool { missing.contains { Self.matches(name, $0) } }

    func allowsUnexpected(_ name: String) -> Bool { unexpected.contains { Self.matches(name, $0) } }

    static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, name.hasPrefix(first) else { return false }
        guard parts.count > 1 else { return name == pattern }
        var rest = name.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.firstRange(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
