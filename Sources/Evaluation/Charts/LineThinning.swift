/// Reduction of a curve's points without changing its appearance.
enum LineThinning {
    /// Returns the first, lowest, highest and last point of each pixel column, in order.
    ///
    /// - Parameter points: Positions in pixels.
    static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var result: [(x: Double, y: Double)] = []
        var start = 0
        while start < points.count {
            let column = points[start].x.rounded(.down)
            var (end, lowest, highest) = (start, start, start)
            while end < points.count, points[end].x.rounded(.down) == column {
                if points[end].y < points[lowest].y { lowest = end }
                if points[end].y > points[highest].y { highest = end }
                end += 1
            }
            var kept: [Int] = []
            for index in [start, min(lowest, highest), max(lowest, highest), end - 1] where kept.last != index {
                kept.append(index)
            }
            result += kept.map { points[$0] }
            start = end
        }
        return result
    }
}
