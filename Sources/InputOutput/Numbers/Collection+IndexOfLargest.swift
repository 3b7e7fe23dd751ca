extension Collection where Element: Comparable {
    /// The place of the largest element, the first of them where several are equal; `nil` where there is none.
    ///
    /// This is how scores of classes become a prediction. Elements that compare as nothing, as not-a-number does, are
    /// never the largest unless they stand first: whoever may have such scores checks them before.
    @inlinable package var indexOfLargest: Index? {
        guard var best = indices.first else { return nil }
        for index in indices.dropFirst() where self[index] > self[best] { best = index }
        return best
    }
}
