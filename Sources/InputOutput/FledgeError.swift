/// An error in something that was given to Fledge: its location, the expected and actual values, and advice.
///
/// All modules throw this single type, so that messages read the same everywhere and a program can decide by
/// ``category`` how to react. Programmer errors are preconditions instead.
public struct FledgeError: Error, Sendable, Equatable {
    /// The kind of failure, one for each sysexits exit code that the command uses.
    public enum Category: Sendable, Equatable, CaseIterable {
        /// The call itself is invalid: contradicting or impossible settings. Exit code 64.
        case usage
        /// The content of an input is invalid. Exit code 65.
        case data
        /// An input does not exist or cannot be opened. Exit code 66.
        case noInput
        /// An internal error, which is a bug. Exit code 70.
        case software
        /// An output cannot be created, for instance because it already exists. Exit code 73.
        case cannotCreate
        /// Reading or writing failed, for instance on a full disk. Exit code 74.
        case inputOutput
    }

    /// The kind of failure.
    public var category: Category
    /// The file, with its line or tensor if applicable, for instance `reviews.tsv:17`.
    public var place: String?
    /// The problem, in one sentence without a full stop.
    public var problem: String
    /// The expected value.
    public var expected: String?
    /// The actual value.
    public var found: String?
    /// Advice for the user.
    public var advice: String?

    public init(
        _ category: Category, at place: String? = nil, _ problem: String,
        expected: String? = nil, found: String? = nil, advice: String? = nil
    ) {
        self.category = category
        self.place = place
        self.problem = problem
        self.expected = expected
        self.found = found
        self.advice = advice
    }
}

extension FledgeError: CustomStringConvertible {
    /// The place and problem on one line, then one line each for the expected value, the actual value, and the advice.
    public var description: String {
        var lines = [place.map { "\($0): \(problem)" } ?? problem]
        if let expected { lines.append("  expected: \(expected)") }
        if let found { lines.append("  found:    \(found)") }
        if let advice { lines.append("  try:      \(advice)") }
        return lines.joined(separator: "\n")
    }
}
