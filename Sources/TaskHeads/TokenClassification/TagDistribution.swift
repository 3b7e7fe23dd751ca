import Foundation

/// How probable the sequences of tags of a text are, each in proportion to the exponential of its score, summed up by the
/// forward-backward algorithm (Rabiner, 1989) in logarithms and double precision.
///
/// The sums for each word are kept in proportion to their largest, so that rounding does not grow with the text.
struct TagDistribution {
    private let transitions: TransitionScores
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

    private var tagCount: Int { transitions.tagCount }

    init(_ emissions: [Double], _ transitions: TransitionScores) {
        self.transitions = transitions
        self.emissions = emissions
        beginnings = [Double](repeating: 0, count: emissions.count)
        endings = beginnings
        guard !emissions.isEmpty else { return }
        var terms = [Double](repeating: 0, count: tagCount)
        sumBeginnings(&terms)
        sumEndings(&terms)
        for start in stride(from: 0, to: emissions.count, by: tagCount) {
            for tag in terms.indices { terms[tag] = beginnings[start + tag] + endings[start + tag] }
            totals.append(Self.logarithmOfSum(terms))
        }
        let last = emissions.count - tagCount
        for tag in terms.indices { terms[tag] = beginnings[last + tag] + transitions.ends[tag] }
        logPartition = offsets.reduce(Self.logarithmOfSum(terms), +)
    }

    private mutating func sumBeginnings(_ terms: inout [Double]) {
        for tag in 0..<tagCount { beginnings[tag] = transitions.starts[tag] + emissions[tag] }
        offsets.append(Self.subtractLargest(from: &beginnings, at: 0, count: tagCount))
        for start in stride(from: tagCount, to: emissions.count, by: tagCount) {
            for tag in 0..<tagCount {
                for previous in 0..<tagCount {
                    terms[previous] =
                        beginnings[start - tagCount + previous] + transitions.transitions[previous * tagCount + tag]
                }
                beginnings[start + tag] = Self.logarithmOfSum(terms) + emissions[start + tag]
            }
            offsets.append(Self.subtractLargest(from: &beginnings, at: start, count: tagCount))
        }
    }

    private mutating func sumEndings(_ terms: inout [Double]) {
        let last = emissions.count - tagCount
        for tag in 0..<tagCount { endings[last + tag] = transitions.ends[tag] }
        for start in stride(from: last - tagCount, through: 0, by: -tagCount) {
            for tag in 0..<tagCount {
                for next in 0..<tagCount {
                    let place = start + tagCount + next
                    terms[next] = transitions.transitions[tag * tagCount + next] + emissions[place] + endings[place]
                }
                endings[start + tag] = Self.logarithmOfSum(terms)
            }
            _ = Self.subtractLargest(from: &endings, at: start, count: tagCount)
        }
    }

    /// Takes the largest of some numbers from all of them, unless it is minus infinity.
    ///
    /// - Returns: What was taken.
    private static func subtractLargest(from numbers: inout [Double], at start: Int, count: Int) -> Double {
        var largest = -Double.infinity
        for place in start..<start + count where numbers[place] > largest { largest = numbers[place] }
        guard largest > -.infinity else { return 0 }
        for place in start..<start + count { numbers[place] -= largest }
        return largest
    }

    /// The logarithm of the sum of exponentials; minus infinity where all terms are.
    private static func logarithmOfSum(_ terms: [Double]) -> Double {
        var largest = -Double.infinity
        for term in terms where term > largest { largest = term }
        guard largest > -.infinity else { return terms.contains(where: \.isNaN) ? .nan : largest }
        var sum = 0.0
        for term in terms { sum += exp(term - largest) }
        return largest + log(sum)
    }

    /// The probability of each tag at each word, `[words, tags]`, row after row.
    var tagProbabilities: [Double] {
        beginnings.indices.map { exp(beginnings[$0] + endings[$0] - totals[$0 / tagCount]) }
    }

    /// Adds, for each two tags `[from, to]`, how often the second is to be expected right after the first.
    func addExpectedTransitions(to counts: inout [Double]) {
        for start in stride(from: tagCount, to: emissions.count, by: tagCount) {
            let word = start / tagCount
            for previous in 0..<tagCount {
                let beginning = beginnings[start - tagCount + previous] - offsets[word] - totals[word]
                for tag in 0..<tagCount {
                    let place = start + tag
                    counts[previous * tagCount + tag] += exp(
                        beginning + transitions.transitions[previous * tagCount + tag] + emissions[place]
                            + endings[place])
                }
            }
        }
    }
}
