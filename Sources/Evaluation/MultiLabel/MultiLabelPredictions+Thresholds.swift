extension MultiLabelPredictions {
    /// Returns the threshold of each label with the best F1 on these examples.
    ///
    /// Thresholds between the same two probabilities give the same predictions, so the candidates are the middle of
    /// each gap, half of the lowest probability, and 0.5. Among those with the best F1, the one nearest to 0.5 is
    /// chosen; in a tie, the lower one. A label without examples gets 0.5.
    public func bestThresholds() -> [Double] {
        labels.indices.map { Self.bestThreshold(examples(of: $0)) }
    }

    /// A threshold and its F1: twice the hits divided by the number of predicted plus true examples.
    private struct Candidate {
        var threshold: Double
        var hits: Int
        var size: Int

        /// Compares exactly, since F1 is compared as a fraction of integers.
        func isBetter(than other: Candidate) -> Bool {
            let (own, others) = (hits * other.size, other.hits * size)
            if own != others { return own > others }
            let (distance, otherDistance) = (abs(threshold - 0.5), abs(other.threshold - 0.5))
            return (distance, threshold) < (otherDistance, other.threshold)
        }
    }

    private static func bestThreshold(_ examples: [(score: Double, isTrue: Bool)]) -> Double {
        let ranked = examples.sorted { $0.score > $1.score }
        let support = ranked.count { $0.isTrue }
        guard support > 0 else { return 0.5 }
        let half = ranked.prefix { $0.score >= 0.5 }
        var best = Candidate(threshold: 0.5, hits: half.count { $0.isTrue }, size: half.count + support)
        var hits = 0
        for (index, example) in ranked.enumerated() {
            hits += example.isTrue ? 1 : 0
            let next = index + 1 < ranked.count ? ranked[index + 1].score : 0
            if index + 1 < ranked.count, next == example.score { continue }
            let middle = (example.score + next) / 2
            // Adjacent doubles have no middle: the higher one separates them.
            let threshold = middle > next ? middle : example.score
            let candidate = Candidate(threshold: threshold, hits: hits, size: index + 1 + support)
            if candidate.isBetter(than: best) { best = candidate }
        }
        return best.threshold
    }
}
