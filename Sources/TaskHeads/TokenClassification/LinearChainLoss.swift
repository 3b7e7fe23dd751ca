/// The negative log-likelihood of a text's true tags and its gradients: expected minus observed counts.
struct LinearChainLoss {
    let loss: Double
    /// With respect to the emissions, `[words, tags]`. This and the following gradients are empty if not requested.
    private(set) var emissionSlopes: [Double] = []
    private(set) var startSlopes: [Double] = []
    /// `[from, to]`.
    private(set) var transitionSlopes: [Double] = []
    private(set) var endSlopes: [Double] = []

    /// - Parameter emissions: `[words, tags]`, row after row.
    init(_ emissions: [Double], tags: [Int], _ transitions: TagDistribution.Transitions, needsGradients: Bool) {
        let distribution = TagDistribution(emissions, transitions)
        loss = distribution.logPartition - transitions.scores.score(of: tags, emissions: emissions)
        guard needsGradients, !tags.isEmpty else { return }
        let tagCount = transitions.scores.tagCount
        emissionSlopes = distribution.tagProbabilities
        for (word, tag) in tags.enumerated() { emissionSlopes[word * tagCount + tag] -= 1 }
        startSlopes = Array(emissionSlopes.prefix(tagCount))
        endSlopes = Array(emissionSlopes.suffix(tagCount))
        transitionSlopes = [Double](repeating: 0, count: tagCount * tagCount)
        distribution.addExpectedTransitions(to: &transitionSlopes)
        for (previous, tag) in zip(tags, tags.dropFirst()) { transitionSlopes[previous * tagCount + tag] -= 1 }
    }
}
