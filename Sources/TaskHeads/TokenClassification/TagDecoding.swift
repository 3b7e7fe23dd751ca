public import Entities
public import TensorKernels

/// Converts a model's scores for the words of a text to tags.
///
/// The tags are those of the best sequence, not each word's best tag. Without a conditional random field, a sequence's
/// score is the sum of its tags' log probabilities; with one, transition scores are added.
public struct TagDecoding: Sendable {
    /// Scores of allowed transitions; all others are forbidden.
    private let transitions: TagDistribution.Transitions
    /// Scores of all transitions.
    private let unconstrained: TagDistribution.Transitions
    private let hasField: Bool

    /// - Parameters:
    ///   - isConstrained: True if only sequences that the tagging scheme allows are considered.
    ///   - field: The scores of a conditional random field; `nil` if the model has none.
    public init(_ tags: TagSet, isConstrained: Bool = true, field: TransitionScores? = nil) {
        let scores = field ?? TransitionScores(tagCount: tags.tags.count)
        unconstrained = TagDistribution.Transitions(scores)
        transitions = isConstrained ? TagDistribution.Transitions(scores.constrained(to: tags)) : unconstrained
        hasField = field != nil
    }

    /// Returns the best sequence of tags.
    ///
    /// The sequence is one that the scheme allows, whatever the scores. If the tags allow no sequence of that length,
    /// such as for one word and tags without `O` and `S`, it is the best of all sequences. Ties are resolved in favor
    /// of the lower index, from the last word backwards.
    ///
    /// - Parameter emissions: The logits of a text's words, `[words, tags]`; a constant per row makes no difference.
    /// - Returns: The index of each word's tag; empty without words.
    public func tags(_ emissions: Matrix) -> [Int] {
        let scores = emissions.elements.map(Double.init)
        return transitions.scores.bestPath(scores) ?? unconstrained.scores.bestPath(scores) ?? []
    }

    /// Returns the probability of each tag for each word.
    ///
    /// With a conditional random field, it is the share of sequences with that tag at that word among all sequences
    /// considered, weighted by their probabilities; without one, it is the softmax of the word's logits alone.
    ///
    /// - Parameter emissions: The logits of a text's words, `[words, tags]`.
    /// - Returns: For each word, a probability for each tag.
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
