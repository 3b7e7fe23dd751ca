import Foundation

/// A test of whether two classifiers, evaluated on the same examples, differ in accuracy (McNemar 1947, "Note on the
/// sampling error of the difference between correlated proportions").
///
/// Only examples that exactly one of them predicts correctly count. Below 25 such examples, the p-value is that of the
/// exact binomial test, otherwise that of the chi-square distribution with Edwards' continuity correction.
public struct McNemarTest: Sendable, Equatable, Codable {
    /// The number of examples that only the first classifier predicts correctly.
    public let onlyFirstRight: Int
    /// The number of examples that only the second classifier predicts correctly.
    public let onlySecondRight: Int
    /// True if the p-value is exact.
    public let isExact: Bool
    /// The smaller count if the test is exact, otherwise chi-square with one degree of freedom.
    public let statistic: Double
    /// The probability of a difference at least this large between equally good classifiers.
    public let pValue: Double

    private enum CodingKeys: String, CodingKey {
        case statistic
        case onlyFirstRight = "only_first_right"
        case onlySecondRight = "only_second_right"
        case isExact = "is_exact"
        case pValue = "p_value"
    }

    public init(onlyFirstRight: Int, onlySecondRight: Int) {
        precondition(onlyFirstRight >= 0 && onlySecondRight >= 0, "a count cannot be negative")
        self.onlyFirstRight = onlyFirstRight
        self.onlySecondRight = onlySecondRight
        let count = onlyFirstRight + onlySecondRight
        isExact = count < 25
        if isExact {
            let smaller = min(onlyFirstRight, onlySecondRight)
            statistic = Double(smaller)
            pValue = min(1, 2 * Self.binomialTail(upTo: smaller, of: count))
        } else {
            let difference = Double(abs(onlyFirstRight - onlySecondRight)) - 1
            statistic = difference * difference / Double(count)
            pValue = erfc((statistic / 2).squareRoot())
        }
    }

    /// Tests two lists of predictions for the same true classes.
    public init(truths: [Int], first: [Int], second: [Int]) {
        precondition(truths.count == first.count && truths.count == second.count, "each truth needs its predictions")
        self.init(
            onlyFirstRight: truths.indices.count { first[$0] == truths[$0] && second[$0] != truths[$0] },
            onlySecondRight: truths.indices.count { first[$0] != truths[$0] && second[$0] == truths[$0] })
    }

    /// The probability of at most `most` heads in fewer than 63 coin tosses, summed as integers.
    private static func binomialTail(upTo most: Int, of count: Int) -> Double {
        var (ways, sum) = (1, 0)
        for heads in 0...most {
            sum += ways
            ways = ways * (count - heads) / (heads + 1)
        }
        return Double(sum) / Double(1 << count)
    }

    /// The counts and the p-value on one line.
    public var rendered: String {
        "only the first right: \(onlyFirstRight), only the second right: \(onlySecondRight), "
            + "p = \(pValue < 0.0001 ? "\(pValue)" : pValue.fixed(4)) (\(isExact ? "exact" : "chi-square"))"
    }
}
