/// Fewer points that look the same.
enum LineThinning {
    /// The first, the lowest, the highest and the last of the points in each column of pixels, in their order.
    ///
    /// - Parameter points: Places in pixels.
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
