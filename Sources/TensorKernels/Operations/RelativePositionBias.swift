import Foundation

/// A learned value for each attention head and bucket of relative positions, added to the attention scores (Raffel et
/// al., 2019): small distances have a bucket each, larger ones share buckets that widen logarithmically.
public struct RelativePositionBias: Sendable, Equatable {
    /// The number of buckets, half of them for keys after the query.
    public let bucketCount: Int
    /// The distance from which all keys share the last bucket.
    public let maximumDistance: Int

    public init(bucketCount: Int, maximumDistance: Int) {
        self.bucketCount = bucketCount
        self.maximumDistance = maximumDistance
    }

    /// The bucket of a distance: the position of the key minus that of the query.
    public func bucket(ofDistance distance: Int) -> Int {
        let half = bucketCount / 2
        let exact = half / 2
        let magnitude = abs(distance)
        let side = distance > 0 ? half : 0
        if magnitude < exact { return side + magnitude }
        // In single precision, as in the models' training: at bucket boundaries, different rounding gives a different
        // bucket.
        let octaves = log(Float(magnitude) / Float(exact)) / Float(log(Double(maximumDistance) / Double(exact)))
        return side + min(exact + Int(octaves * Float(half - exact)), half - 1)
    }

    /// Looks up the values of all distances.
    ///
    /// - Parameters:
    ///   - table: `[buckets, heads]`.
    ///   - values: `[heads, 2 · longest − 1]`; overwritten. The middle column is the distance 0.
    public func forward(table: Matrix, into values: Matrix) {
        for (column, bucket) in buckets(of: values).enumerated() {
            for head in 0..<values.rows { values.row(head)[column] = table.row(bucket)[head] }
        }
    }

    /// Adds the gradient of the table.
    ///
    /// - Parameters:
    ///   - distanceGradients: For each sequence and head, the sums of the score gradients by distance, as
    ///     ``SelfAttention`` writes them.
    ///   - tableGradient: `[buckets, heads]`.
    public func backward(
        _ distanceGradients: UnsafePointer<Float>, offsets: [Int], into tableGradient: Matrix, on team: ThreadTeam
    ) {
        let headCount = tableGradient.columns
        let longest = zip(offsets, offsets.dropFirst()).reduce(1) { max($0, $1.1 - $1.0) }
        let buckets = (1 - longest...longest - 1).map(bucket(ofDistance:))
        team.split(headCount) { heads in
            for head in heads {
                var sums = [Double](repeating: 0, count: tableGradient.rows)
                for (first, last) in zip(offsets, offsets.dropFirst()) {
                    let length = last - first
                    let gradients = distanceGradients + 2 * (first * headCount + head * length)
                    for column in 0..<2 * length - 1 {
                        sums[buckets[longest - length + column]] += Double(gradients[column])
                    }
                }
                for (bucket, sum) in sums.enumerated() { tableGradient.row(bucket)[head] += Float(sum) }
            }
        }
    }

    private func buckets(of values: Matrix) -> [Int] {
        let farthest = values.columns / 2
        return (-farthest...farthest).map(bucket(ofDistance:))
    }
}
