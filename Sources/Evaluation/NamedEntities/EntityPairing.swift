import Entities

/// The matching of true and predicted entities of a text.
struct EntityPairing {
    let truths: [EntitySpan]
    let predictions: [EntitySpan]
    /// Each entity once: two that match, or one alone.
    let pairs: [(truth: EntitySpan?, prediction: EntitySpan?)]

    /// Two entities that share words.
    private struct Candidate {
        let truth: Int
        let prediction: Int
        let hasSameWords: Bool
        let hasSameType: Bool
        let sharedWords: Int

        /// Returns true if this candidate is preferred over another.
        func precedes(_ other: Candidate) -> Bool {
            if hasSameWords != other.hasSameWords { return hasSameWords }
            if hasSameType != other.hasSameType { return hasSameType }
            if sharedWords != other.sharedWords { return sharedWords > other.sharedWords }
            return (truth, prediction) < (other.truth, other.prediction)
        }
    }

    /// - Parameters:
    ///   - truths: Non-overlapping entities, in order.
    ///   - predictions: Non-overlapping entities, in order.
    init(truths: [EntitySpan], predictions: [EntitySpan]) {
        self.truths = truths
        self.predictions = predictions
        var freeTruths = Set(truths.indices)
        var freePredictions = Set(predictions.indices)
        var pairs: [(truth: EntitySpan?, prediction: EntitySpan?)] = []
        for candidate in Self.candidates(truths, predictions).sorted(by: { $0.precedes($1) })
        where freeTruths.contains(candidate.truth) && freePredictions.contains(candidate.prediction) {
            freeTruths.remove(candidate.truth)
            freePredictions.remove(candidate.prediction)
            pairs.append((truths[candidate.truth], predictions[candidate.prediction]))
        }
        pairs += freeTruths.sorted().map { (truths[$0], nil) }
        pairs += freePredictions.sorted().map { (nil, predictions[$0]) }
        self.pairs = pairs
    }

    private static func candidates(_ truths: [EntitySpan], _ predictions: [EntitySpan]) -> [Candidate] {
        var candidates: [Candidate] = []
        var first = 0
        for (number, truth) in truths.enumerated() {
            while first < predictions.count, predictions[first].words.upperBound <= truth.words.lowerBound {
                first += 1
            }
            for (place, prediction) in predictions.enumerated().dropFirst(first) {
                let shared = truth.words.clamped(to: prediction.words)
                guard !shared.isEmpty else { break }
                candidates.append(
                    Candidate(
                        truth: number, prediction: place, hasSameWords: truth.words == prediction.words,
                        hasSameType: truth.type == prediction.type, sharedWords: shared.count))
            }
        }
        return candidates
    }
}
