/// What went wrong with something that was given to Fledge: where, what was expected, what was found, and what to do.
///
/// Every room throws this one type, so that a message reads the same wherever it comes from and a program can decide
/// by ``category`` what to do next. Programmer errors are preconditions instead.
public struct FledgeError: Error, Sendable, Equatable {
    /// The kind of failure, one for each exit code of sysexits that the command uses.
    public enum Category: Sendable, Equatable, CaseIterable {
        /// The call itself makes no sense: contradicting or impossible settings. Exit code 64.
        case usage
        /// The content of an input is wrong. Exit code 65.
        case data
        /// An input does not exist or cannot be opened. Exit code 66.
        case noInput
        /// Fledge contradicts itself: a bug. Exit code 70.
        case software
        /// An output cannot be created, for instance because it exists. Exit code 73.
        case cannotCreate
        /// Reading or writing failed on the way, for instance on a full disk. Exit code 74.
        case inputOutput
    }

    /// The kind of failure.
    public var category: Category
    /// The file, with its line or tensor where there is one, for instance `reviews.tsv:17`.
    public var place: String?
    /// What is wrong, in one sentence without a full stop.
    public var problem: String
    /// What was expected there.
    public var expected: String?
    /// What was found instead.
    public var found: String?
    /// What the user can do about it.
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
    /// One line with place and problem, then a line each for what was expected, what was found, and the advice.
    public var description: String {
        var lines = [place.map { "\($0): \(problem)" } ?? problem]
        if let expected { lines.append("  expected: \(expected)") }
        if let found { lines.append("  found:    \(found)") }
        if let advice { lines.append("  try:      \(advice)") }
        return lines.joined(separator: "\n")
    }
}
