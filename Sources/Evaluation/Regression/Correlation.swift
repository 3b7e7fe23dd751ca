/// The correlation of two lists of numbers.
enum Correlation {
    /// The linear correlation, from -1 to 1; `nil` for fewer than two numbers or if one list is constant.
    static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count >= 2, isVaried(left), isVaried(right) else { return nil }
        let (leftDistances, rightDistances) = (normalized(left), normalized(right))
        let product = zip(leftDistances, rightDistances).reduce(0) { $0 + $1.0 * $1.1 }
        return product.isFinite ? min(max(product, -1), 1) : nil
    }

    /// The linear correlation of the ranks; equal numbers share the mean of their ranks.
    static func spearman(_ left: [Double], _ right: [Double]) -> Double? { pearson(ranks(left), ranks(right)) }

    /// The rank of each number, from 1; equal numbers have the mean of the ranks that they occupy.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var result = values
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { result[order[place]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return result
    }

    /// Returns true if the numbers are not all equal.
    static func isVaried(_ values: [Double]) -> Bool { values.contains { $0 != values[0] } }

    /// The differences from the mean, divided by their Euclidean norm.
    private static func normalized(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        let distances = values.map { $0 - mean }
        // Divided by the largest first, so that squares neither overflow nor underflow.
        let largest = distances.reduce(0) { max($0, abs($1)) }
        let scaled = distances.map { $0 / largest }
        let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return scaled.map { $0 / length }
    }
}
