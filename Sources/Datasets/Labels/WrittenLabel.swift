/// A label as it is written in the rows of a file.
public struct WrittenLabel: Sendable, Equatable {
    /// The label's text, without surrounding whitespace.
    public let text: String
    /// The number of rows with the label.
    public let count: Int
    /// The line of the first row with the label, from 1.
    public let line: Int

    public init(text: String, count: Int, line: Int) {
        self.text = text
        self.count = count
        self.line = line
    }
}

extension EncodedDataset {
    /// The labels of the rows, in the order of ``labelNames``.
    public var writtenLabels: [WrittenLabel] {
        var counts = [Int](repeating: 0, count: labelNames.count)
        var lines = counts
        for row in rows {
            guard let label = row.label else { continue }
            if counts[label] == 0 { lines[label] = row.line }
            counts[label] += 1
        }
        return labelNames.indices.map { WrittenLabel(text: labelNames[$0], count: counts[$0], line: lines[$0]) }
    }
}

extension WrittenLabel {
    /// Collects the labels of rows, one row after the other.
    package struct Collector {
        /// For each row, the number of its label in ``written``; `nil` without a label.
        package private(set) var numbers: [Int?] = []
        private var texts: [(text: String, count: Int, line: Int)] = []
        private var indices: [ExactText: Int] = [:]

        package init() {}

        /// Adds the label of the next row.
        package mutating func add(_ row: Row) {
            guard let label = row.label else { return numbers.append(nil) }
            let index = indices[ExactText(label)] ?? texts.count
            if index == texts.count {
                indices[ExactText(label)] = index
                texts.append((label, 0, row.line))
            }
            texts[index].count += 1
            numbers.append(index)
        }

        /// The distinct labels in the order of their first rows.
        package var written: [WrittenLabel] {
            texts.map { WrittenLabel(text: $0.text, count: $0.count, line: $0.line) }
        }
    }
}
