/// A curve whose each point is the mean of its neighbours, so that its course is seen through the noise of batches.
package struct SmoothedCurve {
    /// How many points a mean is of, away from the ends.
    package let width: Int
    package let values: [Double]

    /// - Parameter values: Those that are not finite do not count.
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
            // Near the ends the mean is of fewer points, so that it stays in the middle.
            let reach = min(reach, index, values.count - 1 - index)
            let (before, through) = (sums[index - reach], sums[index + reach + 1])
            return (through.sum - before.sum) / Double(through.count - before.count)
        }
    }
}
