import Foundation

/// Sums in log space over the tags of one word, combined with the transitions to a neighbor's tags.
///
/// The exponentials of the transitions are computed once, so that each sum is a sum of products. If the products are
/// too small for double precision, the sum is recomputed from logarithms, so no sum is less exact than one computed in
/// log space throughout.
struct TransitionSums {
    let tagCount: Int
    /// `[from, to]`, row after row.
    private let logarithms: [Double]
    /// The exponentials, relative to the largest.
    private let exponentials: [Double]
    private let largest: Double

    /// Sums of products below this value may have lost precision.
    private static let smallestSafeSum = 1e-280
    /// Above this exponent, an exponential could amplify the error of a very small number.
    private static let largestSafeExponent = 600.0

    /// - Parameter logarithms: The transitions' scores, `[from, to]`, row after row.
    init(_ logarithms: [Double], tagCount: Int) {
        self.tagCount = tagCount
        self.logarithms = logarithms
        let largest = logarithms.max() ?? 0
        self.largest = largest > -.infinity ? largest : 0
        exponentials = logarithms.map { [largest = self.largest] in exp($0 - largest) }
    }

    /// The same sums, from each `to` to each `from`.
    init(reversing other: TransitionSums) {
        let count = other.tagCount
        func transposed(_ values: [Double]) -> [Double] {
            (0..<values.count).map { values[$0 % count * count + $0 / count] }
        }
        tagCount = count
        logarithms = transposed(other.logarithms)
        exponentials = transposed(other.exponentials)
        largest = other.largest
    }

    /// Writes, for each `to`, the logarithm of the sum over all `from` of exp(values[from] + transition); minus
    /// infinity if everything is forbidden.
    ///
    /// - Parameter weights: Scratch memory for one number per tag.
    func write(_ values: [Double], weights: inout [Double], to sums: inout [Double]) {
        let most = values.max() ?? -.infinity
        // Minus infinity minus itself is not a number.
        let unit = most > -.infinity ? most : 0
        for tag in 0..<tagCount {
            weights[tag] = exp(values[tag] - unit)
            sums[tag] = 0
        }
        exponentials.withUnsafeBufferPointer { exponentials in
            sums.withUnsafeMutableBufferPointer { sums in
                for from in 0..<tagCount {
                    let (weight, start) = (weights[from], from * tagCount)
                    for to in 0..<tagCount { sums[to] += weight * exponentials[start + to] }
                }
            }
        }
        for tag in 0..<tagCount {
            if sums[tag] > Self.smallestSafeSum {
                sums[tag] = unit + largest + log(sums[tag])
            } else {
                let terms = (0..<tagCount).map { values[$0] + logarithms[$0 * tagCount + tag] }
                sums[tag] = Self.logarithmOfSum(terms)
            }
        }
    }

    /// The logarithm of the sum of exponentials; minus infinity if all terms are.
    static func logarithmOfSum(_ terms: [Double]) -> Double {
        var largest = -Double.infinity
        for term in terms where term > largest { largest = term }
        guard largest > -.infinity else { return terms.contains(where: \.isNaN) ? .nan : largest }
        var sum = 0.0
        for term in terms { sum += exp(term - largest) }
        return largest + log(sum)
    }
}

extension TransitionSums {
    /// Adds exp(values[from] + transition + nextValues[to]) to `counts` for each pair of tags.
    ///
    /// - Parameters:
    ///   - values: Values of at most 0.
    ///   - nextValues: Values such that the sum for no pair of tags exceeds 0.
    ///   - weights: Scratch memory for one number per tag.
    func addProducts(_ values: [Double], _ nextValues: [Double], weights: inout [Double], to counts: inout [Double]) {
        guard nextValues.allSatisfy({ $0 + largest < Self.largestSafeExponent }) else {
            for place in counts.indices {
                counts[place] += exp(values[place / tagCount] + logarithms[place] + nextValues[place % tagCount])
            }
            return
        }
        for tag in 0..<tagCount { weights[tag] = exp(nextValues[tag] + largest) }
        exponentials.withUnsafeBufferPointer { exponentials in
            counts.withUnsafeMutableBufferPointer { counts in
                for from in 0..<tagCount {
                    let (weight, start) = (exp(values[from]), from * tagCount)
                    for to in 0..<tagCount { counts[start + to] += weight * exponentials[start + to] * weights[to] }
                }
            }
        }
    }
}
