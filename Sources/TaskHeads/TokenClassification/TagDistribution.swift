import Foundation

/// How probable the sequences of tags of a text are, each in proportion to the exponential of its score, summed up by the
/// forward-backward algorithm (Rabiner, 1989) in logarithms and double precision.
///
/// The sums for each word are kept in proportion to their largest, so that rounding does not grow with the text.
struct TagDistribution {
    /// Scores with what sums over them need, made once for many texts.
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
    /// The logarithm of the sum over all beginnings up to a word that end in a tag, `[words, tags]`, less the offsets of
    /// all words so far.
    private var beginnings: [Double]
    /// What was taken from each word's beginnings besides what the words before had taken from them.
    private var offsets: [Double] = []
    /// The logarithm of the sum over all endings after a word that has a tag, `[words, tags]`, up to a number for each
    /// word.
    private var endings: [Double]
    /// For each word, the logarithm of the sum of all beginnings, each with its endings.
    private var totals: [Double] = []
    /// The logarithm of the sum over all sequences; minus infinity where all are forbidden, 0 without a word.
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

    /// Takes the largest of some numbers from all of them, unless it is minus infinity.
    ///
    /// - Returns: What was taken.
    private static func subtractLargest(from numbers: inout [Double]) -> Double {
        guard let largest = numbers.max(), largest > -.infinity else { return 0 }
        for place in numbers.indices { numbers[place] -= largest }
        return largest
    }

    /// The probability of each tag at each word, `[words, tags]`, row after row.
    var tagProbabilities: [Double] {
        beginnings.indices.map { exp(beginnings[$0] + endings[$0] - totals[$0 / tagCount]) }
    }

    /// Adds, for each two tags `[from, to]`, how often the second is to be expected right after the first.
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
