public import Entities
public import TensorKernels

/// From the scores that a model gives to the words of a text to their tags.
///
/// The tags are those of the best sequence, not each word's best tag. Without a conditional random field a sequence scores
/// what the logarithms of its tags' probabilities add up to; with one, its transitions too.
public struct TagDecoding: Sendable {
    /// Scores of allowed transitions, all else forbidden.
    private let transitions: TagDistribution.Transitions
    /// Scores of all transitions.
    private let unconstrained: TagDistribution.Transitions
    private let hasField: Bool

    /// - Parameters:
    ///   - isConstrained: Whether only sequences that the tags' scheme allows are considered.
    ///   - field: The scores of a conditional random field; `nil` where the model has none.
    public init(_ tags: TagSet, isConstrained: Bool = true, field: TransitionScores? = nil) {
        let scores = field ?? TransitionScores(tagCount: tags.tags.count)
        unconstrained = TagDistribution.Transitions(scores)
        transitions = isConstrained ? TagDistribution.Transitions(scores.constrained(to: tags)) : unconstrained
        hasField = field != nil
    }

    /// The best sequence of tags.
    ///
    /// It is one that the scheme allows, whatever the scores; where the tags make up none of that length, as for one word
    /// and tags without `O` and `S`, it is the best of all. Of equals, those with the lower index are taken, from the
    /// last word on.
    ///
    /// - Parameter emissions: The logits of a text's words, `[words, tags]`, each row up to a constant.
    /// - Returns: The index of each word's tag; none where there is no word.
    public func tags(_ emissions: Matrix) -> [Int] {
        let scores = emissions.elements.map(Double.init)
        return transitions.scores.bestPath(scores) ?? unconstrained.scores.bestPath(scores) ?? []
    }

    /// How probable each tag is for each word.
    ///
    /// With a conditional random field it is the share of all sequences that have the tag there, among those that
    /// are considered; without one it is the softmax of the word's logits alone.
    ///
    /// - Parameter emissions: The logits of a text's words, `[words, tags]`.
    /// - Returns: For each word a probability for each tag.
    public func probabilities(_ emissions: Matrix) -> [[Double]] {
        guard hasField else {
            return (0..<emissions.rows).map { LogSoftmax.probabilities(emissions.rows($0..<$0 + 1).elements) }
        }
        let scores = emissions.elements.map(Double.init)
        var distribution = TagDistribution(scores, transitions)
        if distribution.logPartition == -.infinity { distribution = TagDistribution(scores, unconstrained) }
        let probabilities = distribution.tagProbabilities
        return (0..<emissions.rows).map { word in
            Array(probabilities[word * emissions.columns..<(word + 1) * emissions.columns])
        }
    }
}
