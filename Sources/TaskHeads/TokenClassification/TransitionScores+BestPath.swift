extension TransitionScores {
    /// Returns the tag sequence with the highest score (Viterbi, 1967). Ties are resolved in favor of the lowest index,
    /// from the last word to the first.
    ///
    /// It contains no forbidden transition, whatever the emissions, even if they are not numbers.
    ///
    /// - Parameter emissions: Each word's score for each tag, `[words, tags]`, row after row.
    /// - Returns: The tags' indices; empty without words, `nil` if every sequence of this length is forbidden.
    func bestPath(_ emissions: [Double]) -> [Int]? {
        guard !emissions.isEmpty else { return [] }
        let wordCount = emissions.count / tagCount
        // For each tag, the score of the best sequence up to a word that ends in it; `nil` if there is none.
        var scores: [Double?] = starts.indices.map { starts[$0] == -.infinity ? nil : starts[$0] + emissions[$0] }
        var next = scores
        var predecessors = [Int32](repeating: 0, count: emissions.count)
        for word in 1..<max(wordCount, 1) {
            for tag in next.indices {
                let best = bestTag { previous in
                    let transition = transitions[previous * tagCount + tag]
                    return transition == -.infinity ? nil : scores[previous].map { $0 + transition }
                }
                next[tag] = best.map { $0.score + emissions[word * tagCount + tag] }
                predecessors[word * tagCount + tag] = Int32(best?.tag ?? 0)
            }
            swap(&scores, &next)
        }
        let last = bestTag { tag in ends[tag] == -.infinity ? nil : scores[tag].map { $0 + ends[tag] } }
        guard var tag = last?.tag else { return nil }
        var path = [Int](repeating: tag, count: wordCount)
        for word in stride(from: wordCount - 1, to: 0, by: -1) {
            tag = Int(predecessors[word * tagCount + tag])
            path[word - 1] = tag
        }
        return path
    }

    /// The first tag with the highest score; `nil` if none has a score.
    @inline(__always)
    private func bestTag(_ score: (Int) -> Double?) -> (tag: Int, score: Double)? {
        var best: (tag: Int, score: Double)?
        for tag in 0..<tagCount {
            guard let score = score(tag) else { continue }
            if let known = best, !(score > known.score) { continue }
            best = (tag, score)
        }
        return best
    }
}
