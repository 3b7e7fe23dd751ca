/// The share of errors that a better model avoids, for instance 0.25 from an error rate of 0.08 to one of 0.06;
/// negative where there are more errors than before, `nil` where there were none.
public func errorReduction(before: Double, after: Double) -> Double? {
    before > 0 ? (before - after) / before : nil
}
