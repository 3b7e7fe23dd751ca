/// A true label confused with another prediction, and the number of times.
package struct Confusion: Sendable, Equatable {
    /// The row and the column in the counts.
    package let truth: Int, prediction: Int
    package let count: Int

    /// Returns all confusions, the most frequent first.
    ///
    /// - Parameter counts: A row for each true label, with a count for each prediction; those on the diagonal are
    ///   correct.
    package static func all(in counts: [[Int]]) -> [Confusion] {
        counts.enumerated().flatMap { truth, row in
            row.enumerated().filter { $0.offset != truth && $0.element > 0 }.map {
                Confusion(truth: truth, prediction: $0.offset, count: $0.element)
            }
        }.sorted { ($1.count, $0.truth, $0.prediction) < ($0.count, $1.truth, $1.prediction) }
    }
}
