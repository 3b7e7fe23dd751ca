/// The number of training rows on each rung of a search, and the number of candidates that survive.
///
/// All candidates are tried on few rows, the best third of them on three times as many, and so on (Jamieson and
/// Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization"; the inner loop of
/// Hyperband, Li et al. 2018).
public struct SuccessiveHalving: Sendable, Equatable {
    /// The number of rows of each rung; the last rung has all of them.
    public let rows: [Int]

    static let factor = 3
    /// With fewer rows than this, slow-learning candidates are indistinguishable: none of them exceeds chance.
    static let fewestRows = 500

    /// - Parameters:
    ///   - rowCount: The total number of rows.
    ///   - candidateCount: The number of candidates; few candidates need few rungs.
    package init(rowCount: Int, candidateCount: Int) {
        var rungs = [rowCount]
        var candidates = candidateCount
        while let lowest = rungs.first, lowest / Self.factor >= Self.fewestRows, candidates >= Self.factor {
            rungs.insert(lowest / Self.factor, at: 0)
            candidates /= Self.factor
        }
        rows = rungs
    }

    /// The number of candidates that advance to the next rung.
    package static func survivorCount(of count: Int) -> Int { max(1, count / factor) }
}
