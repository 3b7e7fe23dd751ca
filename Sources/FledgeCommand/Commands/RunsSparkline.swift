/// A curve in one line of text.
struct RunsSparkline {
    private let values: [Double]
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    init(_ values: [Double]) { self.values = values }

    /// At most `width` characters, each the mean of as many values; a value that is not finite leaves a gap.
    func text(width: Int = 48) -> String {
        let count = min(width, values.count)
        let means = (0..<count).map { column in
            let part = values[column * values.count / count..<(column + 1) * values.count / count].filter(\.isFinite)
            return part.isEmpty ? Double.nan : part.reduce(0) { $0 + $1 / Double(part.count) }
        }
        let finite = means.filter(\.isFinite)
        guard let least = finite.min(), let most = finite.max() else { return String(repeating: " ", count: count) }
        // Halves, so that the difference of two large values stays finite.
        let range = most / 2 - least / 2
        return String(
            means.map { mean -> Character in
                guard mean.isFinite else { return " " }
                guard range > 0 else { return Self.blocks[3] }
                let share = (mean / 2 - least / 2) / range
                return Self.blocks[min(7, Int(share * 8))]
            })
    }
}
