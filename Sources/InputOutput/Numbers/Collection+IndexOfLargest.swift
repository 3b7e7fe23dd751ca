extension Collection where Element: Comparable {
    /// The index of the largest element; in a tie, the first; `nil` if the collection is empty.
    ///
    /// This turns the scores of classes into a prediction. Elements that do not compare, such as not-a-number, are
    /// never the largest unless they come first: callers with such scores must check them before.
    @inlinable package var indexOfLargest: Index? {
        guard var best = indices.first else { return nil }
        for index in indices.dropFirst() where self[index] > self[best] { best = index }
        return best
    }
}
