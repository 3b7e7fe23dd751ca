/// How many rows each rung of a search learns from, and how many candidates stay.
///
/// All candidates are tried on few rows, the best third of them on three times as many, and so on (Jamieson and Talwalkar
/// 2016, "Non-stochastic best arm identification and hyperparameter optimization"; the inner loop of Hyperband, Li et al.
/// 2018).
public struct SuccessiveHalving: Sendable, Equatable {
    /// The number of rows of each rung, the last one all.
    public let rows: [Int]

    static let factor = 3
    /// On fewer rows than these, choices that learn slowly look all alike: none of them leaves chance.
    static let fewestRows = 500

    /// - Parameters:
    ///   - rowCount: The number of all rows.
    ///   - candidateCount: The number of candidates; with few of them, few rungs are needed.
    package init(rowCount: Int, candidateCount: Int) {
        var rungs = [rowCount]
        var candidates = candidateCount
        while let lowest = rungs.first, lowest / Self.factor >= Self.fewestRows, candidates >= Self.factor {
            rungs.insert(lowest / Self.factor, at: 0)
            candidates /= Self.factor
        }
        rows = rungs
    }

    /// How many of some candidates go on to the next rung.
    package static func survivorCount(of count: Int) -> Int { max(1, count / factor) }
}
