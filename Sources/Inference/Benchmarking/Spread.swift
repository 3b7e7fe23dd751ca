import InputOutput

/// The median of several rounds' results, with their range.
package struct Spread: Sendable, Equatable, Encodable {
    package let median: Double
    package let lowest: Double
    package let highest: Double

    /// - Parameter values: At least one value.
    package init(_ values: [Double]) {
        precondition(!values.isEmpty, "a spread needs a value")
        let sorted = values.sorted()
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        lowest = sorted[0]
        highest = sorted[sorted.count - 1]
    }
}

/// Returns the element of sorted values at a quantile (nearest rank).
///
/// - Parameter share: Above 0, at most 1.
func quantile<Element>(_ sorted: [Element], _ share: Double) -> Element {
    sorted[max(Int((Double(sorted.count) * share).rounded(.up)), 1) - 1]
}

/// Measures the time that `body` takes, in seconds.
func seconds(of body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return start.duration(to: .now).seconds
}
