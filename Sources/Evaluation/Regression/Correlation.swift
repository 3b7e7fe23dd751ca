/// How two rows of numbers go together.
enum Correlation {
    /// The linear correlation, from -1 to 1; `nil` for fewer than two numbers or where one row is constant.
    static func pearson(_ left: [Double], _ right: [Double]) -> Double? {
        guard left.count >= 2, isVaried(left), isVaried(right) else { return nil }
        let (leftDistances, rightDistances) = (normalized(left), normalized(right))
        let product = zip(leftDistances, rightDistances).reduce(0) { $0 + $1.0 * $1.1 }
        return product.isFinite ? min(max(product, -1), 1) : nil
    }

    /// The linear correlation of the ranks, where equal numbers share the mean of their ranks.
    static func spearman(_ left: [Double], _ right: [Double]) -> Double? { pearson(ranks(left), ranks(right)) }

    /// The rank of each number from 1; equal numbers have the mean of the ranks that they take up together.
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

    /// Whether the numbers are not all equal.
    static func isVaried(_ values: [Double]) -> Bool { values.contains { $0 != values[0] } }

    /// The distances to the mean, divided by their Euclidean length.
    private static func normalized(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        let distances = values.map { $0 - mean }
        // Divided by the largest first, so that squares neither overflow nor vanish.
        let largest = distances.reduce(0) { max($0, abs($1)) }
        let scaled = distances.map { $0 / largest }
        let length = scaled.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return scaled.map { $0 / length }
    }
}
