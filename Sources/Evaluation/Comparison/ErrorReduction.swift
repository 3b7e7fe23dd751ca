/// The share of errors that a better model avoids, for instance 0.25 if the error rate falls from 0.08 to 0.06;
/// negative if there are more errors than before, `nil` if there were none.
public func errorReduction(before: Double, after: Double) -> Double? {
    before > 0 ? (before - after) / before : nil
}
