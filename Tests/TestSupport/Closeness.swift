/// The largest absolute difference between two lists of numbers; infinite if their lengths differ or if a number is
/// NaN.
public func largestDifference(_ measured: some Collection<Float>, _ expected: some Collection<Float>) -> Float {
    guard measured.count == expected.count else { return .infinity }
    var largest: Float = 0
    for (left, right) in zip(measured, expected) {
        let difference = abs(left - right)
        if difference.isNaN { return .infinity }
        largest = max(largest, difference)
    }
    return largest
}

/// The same in double precision.
public func largestDifference(_ measured: some Collection<Double>, _ expected: some Collection<Double>) -> Double {
    guard measured.count == expected.count else { return .infinity }
    let differences = zip(measured, expected).map { abs($0 - $1) }
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
}

/// The error of `measured` relative to `expected`; infinite if it is undefined.
public func relativeError(_ measured: Double, _ expected: Double) -> Double {
    let error = abs(measured - expected) / abs(expected)
    return error.isNaN ? .infinity : error
}

/// Two vectors, compared as a whole in double precision.
public struct VectorComparison: Sendable {
    /// The difference of the Euclidean lengths, in units of the expected length.
    public let relativeNormError: Double
    public let cosine: Double
    /// The length of the difference, in units of the expected length.
    public let relativeDifference: Double

    public init(_ measured: some Collection<Double>, _ expected: some Collection<Double>) {
        guard measured.count == expected.count else {
            (relativeNormError, cosine, relativeDifference) = (.infinity, -1, .infinity)
            return
        }
        var (measuredSquares, expectedSquares, products, differences) = (0.0, 0.0, 0.0, 0.0)
        for (left, right) in zip(measured, expected) {
            measuredSquares += left * left
            expectedSquares += right * right
            products += left * right
            differences += (left - right) * (left - right)
        }
        relativeNormError = relativeError(measuredSquares.squareRoot(), expectedSquares.squareRoot())
        cosine = products / (measuredSquares * expectedSquares).squareRoot()
        let ratio = (differences / expectedSquares).squareRoot()
        relativeDifference = ratio.isNaN ? .infinity : ratio
    }

    public init(_ measured: some Collection<Float>, _ expected: some Collection<Float>) {
        self.init(measured.map(Double.init), expected.map(Double.init))
    }
}
