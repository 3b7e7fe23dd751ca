public import Entities

/// The scores of a tag sequence in addition to each word's own scores: for its first tag, for each pair of neighbors,
/// and for its last tag. Minus infinity forbids.
public struct TransitionScores: Sendable, Equatable {
    /// The score of each tag at the first word.
    public var starts: [Double]
    /// The score of each tag after each other one, `[from, to]`, row after row.
    public var transitions: [Double]
    /// The score of each tag at the last word.
    public var ends: [Double]

    /// The number of tags.
    public var tagCount: Int { starts.count }

    /// - Parameter transitions: `[from, to]`, row after row.
    public init(starts: [Double], transitions: [Double], ends: [Double]) {
        precondition(
            starts.count == ends.count && transitions.count == starts.count * starts.count,
            "each tag needs its scores")
        self.starts = starts
        self.transitions = transitions
        self.ends = ends
    }

    /// Creates scores of 0.
    public init(tagCount: Int) {
        let zeros = [Double](repeating: 0, count: tagCount)
        self.init(starts: zeros, transitions: [Double](repeating: 0, count: tagCount * tagCount), ends: zeros)
    }

    /// Returns the same scores, with minus infinity for everything that the tagging scheme forbids.
    public func constrained(to tags: TagSet) -> TransitionScores {
        precondition(tags.tags.count == tagCount, "each tag needs its scores")
        func allowed(_ scores: [Double], _ isAllowed: some Sequence<Bool>) -> [Double] {
            zip(scores, isAllowed).map { $1 ? $0 : -.infinity }
        }
        return TransitionScores(
            starts: allowed(starts, tags.allowedStarts),
            transitions: allowed(transitions, tags.allowedTransitions.joined()),
            ends: allowed(ends, tags.allowedEnds))
    }

    /// The score of a tag sequence: the sum of all emissions and transitions, including those of the first and last
    /// tag; 0 without words.
    ///
    /// - Parameter emissions: Each word's score for each tag, `[words, tags]`, row after row.
    func score(of tags: [Int], emissions: [Double]) -> Double {
        guard let first = tags.first, let last = tags.last else { return 0 }
        var sum = starts[first] + ends[last]
        for (word, tag) in tags.enumerated() {
            sum += emissions[word * tagCount + tag]
            if word > 0 { sum += transitions[tags[word - 1] * tagCount + tag] }
        }
        return sum
    }
}
