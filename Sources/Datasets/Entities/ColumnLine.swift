import InputOutput

/// The cells of a line in columns.
struct ColumnLine {
    /// The separator of cells: a byte, or `nil` for any number of spaces and tabs.
    let separator: UInt8?
    private(set) var cells: [Range<Int>] = []

    init(separator: UInt8?) { self.separator = separator }

    /// Finds the cells, without the spaces around them.
    mutating func split(_ line: UnsafeRawBufferPointer) {
        cells.removeAll(keepingCapacity: true)
        var start = 0
        for index in 0...line.count {
            let isEnd = index == line.count
            if let separator {
                if isEnd || line[index] == separator {
                    cells.append(Self.trimmed(start..<index, of: line))
                    start = index + 1
                }
            } else if isEnd || Self.isSpace(line[index]) {
                if start < index { cells.append(start..<index) }
                start = index + 1
            }
        }
    }

    /// Drops trailing empty cells, which come from separators at the end of a line, down to a number of cells.
    mutating func dropEmptyCells(downTo count: Int) {
        while cells.count > count, cells.last?.isEmpty == true { cells.removeLast() }
    }

    private static func trimmed(_ range: Range<Int>, of line: UnsafeRawBufferPointer) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(line[start]) { start += 1 }
        while start < end, isSpace(line[end - 1]) { end -= 1 }
        return start..<end
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// Tells whether a line contains only whitespace.
    static func isBlank(_ line: UnsafeRawBufferPointer) -> Bool {
        guard let first = line.first(where: { !isSpace($0) }) else { return true }
        // Whitespace beyond ASCII begins with one of these.
        guard [0x0B, 0x0C, 0x0D, 0xC2, 0xE1, 0xE2, 0xE3].contains(first) else { return false }
        return String(decoding: line, as: UTF8.self).isBlank
    }

    /// Tells whether a line begins a document, as marked in the CoNLL-2003 task.
    static func beginsDocument(_ line: UnsafeRawBufferPointer) -> Bool {
        let mark: StaticString = "-DOCSTART-"
        let bytes = UnsafeRawBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        return line.starts(with: bytes) && (line.count == bytes.count || isSpace(line[bytes.count]))
    }

    /// Tells whether a line looks like a comment; it may still be the word `#` with its annotations.
    static func mayBeComment(_ line: UnsafeRawBufferPointer) -> Bool {
        guard line.first == 0x23 else { return false }
        return line.count == 1 || isSpace(line[1])
            || line.starts(with: "#begin ".utf8) || line.starts(with: "#end ".utf8)
    }
}
