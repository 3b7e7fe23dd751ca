/// A curve smoothed with a moving average, so that the trend shows through the noise of batches.
package struct SmoothedCurve {
    /// The number of points per average, away from the ends.
    package let width: Int
    package let values: [Double]

    /// - Parameter values: The points; those that are not finite are ignored.
    package init(_ values: [Double]) {
        let reach = values.count / 40
        width = 2 * reach + 1
        var sums = [(sum: 0.0, count: 0)]
        sums.reserveCapacity(values.count + 1)
        for value in values {
            let last = sums[sums.count - 1]
            sums.append(value.isFinite ? (last.sum + value, last.count + 1) : last)
        }
        self.values = values.indices.map { index in
            // Near the ends the average covers fewer points, so that it stays centered.
            let reach = min(reach, index, values.count - 1 - index)
            let (before, through) = (sums[index - reach], sums[index + reach + 1])
            return (through.sum - before.sum) / Double(through.count - before.count)
        }
    }
}
