import Datasets
import InputOutput

extension EncodedDataset {
    /// Takes a fifth of the rows away, at least one, drawn by the seed.
    ///
    /// - Returns: The rows that were taken.
    mutating func removingRowsToJudgeBy(seed: UInt64) -> EncodedDataset {
        // A place that no epoch has.
        var generator = SplitMix64(seed: seed, at: -6)
        generator.shuffle(&rows)
        var others = self
        let count = max(rows.count / 5, 1)
        others.rows = Array(rows.suffix(count))
        rows.removeLast(count)
        truncatedRowCount = rows.count { $0.truncatedTokenCount > 0 }
        others.truncatedRowCount = others.rows.count { $0.truncatedTokenCount > 0 }
        return others
    }
}
