/// Metrics of ranking the examples of a class above all others.
///
/// Examples with the same score share one rank, whatever their order in the data.
struct RankedScores {
    /// The area under the ROC curve: the share of pairs of an example of the class and another example in which the
    /// first has the higher score, ties counting half. `nil` unless there are both kinds of examples.
    let rocAUC: Double?
    /// The mean of the precision at each recall, weighted by the increase in recall (without interpolation). `nil`
    /// without examples of the class.
    let averagePrecision: Double?

    /// - Parameter examples: A score, and whether the example belongs to the class.
    init(_ examples: [(score: Double, isTrue: Bool)]) {
        let ranked = examples.sorted { $0.score > $1.score }
        let positives = ranked.count { $0.isTrue }
        let negatives = ranked.count - positives
        // Twice the number of correctly ordered pairs, so that halves are integers.
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
    /// The unweighted mean; `nil` if a number is missing or the collection is empty.
    var completeMean: Double? {
        let known = compactMap(\.self)
        return known.count == count && count > 0 ? known.reduce(0, +) / Double(count) : nil
    }
}
