/// How well scores rank the examples of a class before all others.
///
/// Examples with the same score share one place, whatever their order in the data.
struct RankedScores {
    /// The area under the receiver operating characteristic: the share of pairs of an example of the class and another
    /// one in which the first has the higher score, equal scores counted half. `nil` unless there are both.
    let rocAUC: Double?
    /// The mean of the precision at each recall, weighted by what the recall gains there (no interpolation). `nil`
    /// without an example of the class.
    let averagePrecision: Double?

    /// - Parameter examples: A score, and whether the example is one of the class.
    init(_ examples: [(score: Double, isTrue: Bool)]) {
        let ranked = examples.sorted { $0.score > $1.score }
        let positives = ranked.count { $0.isTrue }
        let negatives = ranked.count - positives
        // Twice the number of pairs in the right order, so that halves stay whole numbers.
        var (doubledPairs, hits, misses, area) = (0, 0, 0, 0.0)
        var start = 0
        while start < ranked.count {
            var end = start
            var newHits = 0
            while end < ranked.count, ranked[end].score == ranked[start].score {
                newHits += ranked[end].isTrue ? 1 : 0
                end += 1
            }
            let newMisses = end - start - newHits
            doubledPairs += newMisses * (2 * hits + newHits)
            hits += newHits
            misses += newMisses
            area += Double(newHits) * Double(hits) / Double(hits + misses)
            start = end
        }
        let pairs = positives * negatives
        rocAUC = pairs == 0 ? nil : Double(doubledPairs) / Double(2 * pairs)
        averagePrecision = positives == 0 ? nil : area / Double(positives)
    }
}

extension Collection<Double?> {
    /// The plain mean; `nil` where one of the numbers is missing or there is none.
    var completeMean: Double? {
        let known = compactMap(\.self)
        return known.count == count && count > 0 ? known.reduce(0, +) / Double(count) : nil
    }
}
