import Foundation

/// Whether two classifiers that judged the same examples differ in how often they are right (McNemar 1947, "Note on the
/// sampling error of the difference between correlated proportions").
///
/// Only examples that one of them gets right and the other wrong count. Below 25 of them the p-value is that of the
/// exact binomial test, from there on that of the chi-square distribution with Edwards' continuity correction.
public struct McNemarTest: Sendable, Equatable, Codable {
    /// The number of examples that only the first classifier gets right.
    public let onlyFirstRight: Int
    /// The number of examples that only the second classifier gets right.
    public let onlySecondRight: Int
    /// Whether the p-value is exact.
    public let isExact: Bool
    /// The smaller count where the test is exact, otherwise chi-square with one degree of freedom.
    public let statistic: Double
    /// The probability of a difference at least this large between classifiers that are equally good.
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

    /// The test of two rows of predictions for the same truths.
    public init(truths: [Int], first: [Int], second: [Int]) {
        precondition(truths.count == first.count && truths.count == second.count, "each truth needs its predictions")
        self.init(
            onlyFirstRight: truths.indices.count { first[$0] == truths[$0] && second[$0] != truths[$0] },
            onlySecondRight: truths.indices.count { first[$0] != truths[$0] && second[$0] == truths[$0] })
    }

    /// The probability of at most `most` heads among fewer than 63 throws of a coin, summed as whole numbers.
    private static func binomialTail(upTo most: Int, of count: Int) -> Double {
        var (ways, sum) = (1, 0)
        for heads in 0...most {
            sum += ways
            ways = ways * (count - heads) / (heads + 1)
        }
        return Double(sum) / Double(1 << count)
    }

    /// The counts and the p-value in one line.
    public var rendered: String {
        "only the first right: \(onlyFirstRight), only the second right: \(onlySecondRight), "
            + "p = \(pValue < 0.0001 ? "\(pValue)" : pValue.fixed(4)) (\(isExact ? "exact" : "chi-square"))"
    }
}
