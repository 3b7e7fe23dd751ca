import Foundation

/// The probability distribution over a text's tag sequences, each proportional to the exponential of its score,
/// computed with the forward-backward algorithm (Rabiner, 1989) in log space and double precision.
///
/// The sums for each word are relative to their largest, so that rounding errors do not grow with the text.
struct TagDistribution {
    /// Scores with precomputed sums, shared by many texts.
    struct Transitions {
        let scores: TransitionScores
        fileprivate let forward: TransitionSums
        fileprivate let backward: TransitionSums

        init(_ scores: TransitionScores) {
            self.scores = scores
            forward = TransitionSums(scores.transitions, tagCount: scores.tagCount)
            backward = TransitionSums(reversing: forward)
        }
    }

    private let transitions: Transitions
    /// Each word's score for each tag, `[words, tags]`, row after row.
    private let emissions: [Double]
    /// The logarithm of the sum over all prefixes up to a word that end in a tag, `[words, tags]`, minus the offsets of
    /// all words so far.
    private var beginnings: [Double]
    /// The value subtracted from each word's prefix sums, in addition to the offsets of the words before.
    private var offsets: [Double] = []
    /// The logarithm of the sum over all suffixes after a word that has a tag, `[words, tags]`, up to a constant for
    /// each word.
    private var endings: [Double]
    /// For each word, the logarithm of the sum over all tags of prefixes times suffixes.
    private var totals: [Double] = []
    /// The logarithm of the sum over all sequences; minus infinity if all are forbidden, 0 without words.
    private(set) var logPartition = 0.0

    private var tagCount: Int { transitions.scores.tagCount }

    init(_ emissions: [Double], _ transitions: Transitions) {
        self.transitions = transitions
        self.emissions = emissions
        beginnings = [Double](repeating: 0, count: emissions.count)
        endings = beginnings
        guard !emissions.isEmpty else { return }
        var terms = [Double](repeating: 0, count: tagCount)
        sumBeginnings()
        sumEndings()
        for start in stride(from: 0, to: emissions.count, by: tagCount) {
            for tag in terms.indices { terms[tag] = beginnings[start + tag] + endings[start + tag] }
            totals.append(TransitionSums.logarithmOfSum(terms))
        }
        let last = emissions.count - tagCount
        for tag in terms.indices { terms[tag] = beginnings[last + tag] + transitions.scores.ends[tag] }
        logPartition = offsets.reduce(TransitionSums.logarithmOfSum(terms), +)
    }

    private mutating func sumBeginnings() {
        var current = transitions.scores.starts
        var (sums, weights) = (current, current)
        for start in stride(from: 0, to: emissions.count, by: tagCount) {
            if start > 0 {
                transitions.forward.write(current, weights: &weights, to: &sums)
                swap(&current, &sums)
            }
            for tag in 0..<tagCount { current[tag] += emissions[start + tag] }
            offsets.append(Self.subtractLargest(from: &current))
            for tag in 0..<tagCount { beginnings[start + tag] = current[tag] }
        }
    }

    private mutating func sumEndings() {
        var current = transitions.scores.ends
        var (sums, weights) = (current, current)
        for start in stride(from: emissions.count - tagCount, through: 0, by: -tagCount) {
            _ = Self.subtractLargest(from: &current)
            for tag in 0..<tagCount {
                endings[start + tag] = current[tag]
                current[tag] += emissions[start + tag]
            }
            transitions.backward.write(current, weights: &weights, to: &sums)
            swap(&current, &sums)
        }
    }

    /// Subtracts the largest of some numbers from all of them, unless it is minus infinity.
    ///
    /// - Returns: The number subtracted.
    private static func subtractLargest(from numbers: inout [Double]) -> Double {
        guard let largest = numbers.max(), largest > -.infinity else { return 0 }
        for place in numbers.indices { numbers[place] -= largest }
        return largest
    }

    /// The probability of each tag at each word, `[words, tags]`, row after row.
    var tagProbabilities: [Double] {
        beginnings.indices.map { exp(beginnings[$0] + endings[$0] - totals[$0 / tagCount]) }
    }

    /// Adds the expected count of each pair of neighboring tags, `[from, to]`.
    func addExpectedTransitions(to counts: inout [Double]) {
        var weights = [Double](repeating: 0, count: tagCount)
        var rests = weights
        for start in stride(from: tagCount, to: emissions.count, by: tagCount) {
            let word = start / tagCount
            for tag in 0..<tagCount {
                rests[tag] = emissions[start + tag] + endings[start + tag] - offsets[word] - totals[word]
            }
            transitions.forward.addProducts(
                Array(beginnings[start - tagCount..<start]), rests, weights: &weights, to: &counts)
        }
    }
}
