/// The meaning of quotes around the cells of a table.
public enum Quoting: String, Sendable, CaseIterable {
    /// In CSV, the same as ``csv``. In TSV, it depends on the file: quotes enclose cells if they are used as pandas and
    /// Excel write them, and are plain characters otherwise.
    case automatic = "auto"
    /// Quotes are plain characters.
    case none
    /// Quotes enclose cells, and doubled quotes in them stand for single ones, as in RFC 4180.
    case csv
}

/// The evidence for the meaning of quotes at the beginning of a tab-separated table.
///
/// Programs that write CSV enclose every cell that contains a quote, and double the quotes inside. A quote anywhere
/// else therefore proves that quotes are plain characters. Doubled quotes in enclosed cells prove that quotes enclose
/// cells, and so do tabs or line breaks in enclosed cells of a table whose lines would otherwise have wrong numbers of
/// columns.
enum QuotingEvidence: Equatable {
    /// Quotes are plain characters.
    case plain
    /// Quotes enclose cells.
    case enclosing
    /// This many lines prove neither.
    case undecided(lines: Int)

    /// - Parameters:
    ///   - sample: The table from the beginning of a line.
    ///   - isWhole: True if the sample is the rest of the table.
    ///   - columnCount: The number of columns; `nil` if the sample begins with the line that determines it.
    ///   - isHeader: True if that line is the header.
    ///   - isFirst: True if no row of the table precedes the sample.
    init(
        in sample: UnsafeRawBufferPointer, isWhole: Bool, separator: UInt8, columnCount: Int?, isHeader: Bool,
        isFirst: Bool
    ) {
        var walk = QuoteWalk(sample, separator: separator)
        while let record = walk.nextRecord(isWhole: isWhole) { walk.records.append(record) }
        self = walk.evidence(columnCount: columnCount, isHeader: isHeader, isFirst: isFirst, isWhole: isWhole)
    }
}

/// The records of a sample as CSV, with the evidence for and against that reading.
private struct QuoteWalk {
    struct Record {
        var columns = 0
        /// Cells in quotes.
        var enclosed = 0
        /// Cells without quotes that are neither empty nor numbers.
        var bareTexts = 0
    }

    private let sample: UnsafeRawBufferPointer
    private let separator: UInt8
    private var index = 0
    /// Tells whether a quote was found where CSV does not allow one.
    private var isBroken = false
    /// The number of single-line cells with doubled quotes, and of cells that need quotes because of a tab or line
    /// break.
    private var (doubled, necessary) = (0, 0)
    var records: [Record] = []

    private static let quote: UInt8 = 0x22
    private static let lineFeed: UInt8 = 0x0A

    init(_ sample: UnsafeRawBufferPointer, separator: UInt8) {
        self.sample = sample
        self.separator = separator
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// The next record; `nil` at the end of the usable sample, or if it is not CSV.
    mutating func nextRecord(isWhole: Bool) -> Record? {
        guard index < sample.count, !isBroken else { return nil }
        var record = Record()
        while true {
            guard index < sample.count else { return isWhole ? record : nil }
            let start = index
            record.columns += 1
            if sample[index] == Self.quote {
                guard skipEnclosed(isWhole: isWhole) else { return nil }
                record.enclosed += 1
            } else {
                while index < sample.count, sample[index] != separator, sample[index] != Self.lineFeed { index += 1 }
                let cell = sample[start..<index]
                if cell.contains(Self.quote) {
                    isBroken = true
                    return nil
                }
                if cell.contains(where: { !"0123456789+-.eE \r".utf8.contains($0) }) { record.bareTexts += 1 }
            }
            guard index < sample.count else { return isWhole ? record : nil }
            index += 1
            if sample[index - 1] == Self.lineFeed { return record }
        }
    }

    /// Moves to the separator or line end after a cell in quotes; returns false if there is none.
    private mutating func skipEnclosed(isWhole: Bool) -> Bool {
        var (isDoubled, lineBreaks, separators) = (false, 0, 0)
        index += 1
        while index < sample.count {
            let byte = sample[index]
            index += 1
            if byte == Self.lineFeed { lineBreaks += 1 }
            if byte == separator { separators += 1 }
            guard byte == Self.quote else { continue }
            if index < sample.count, sample[index] == Self.quote {
                isDoubled = true
                index += 1
                continue
            }
            if index + 1 < sample.count, sample[index] == 0x0D, sample[index + 1] == Self.lineFeed { index += 1 }
            guard index == sample.count || sample[index] == separator || sample[index] == Self.lineFeed else {
                isBroken = true
                return false
            }
            if isDoubled, lineBreaks == 0 { doubled += 1 }
            if lineBreaks + separators > 0 { necessary += 1 }
            return true
        }
        // The quote is never closed, unless its end lies a few lines beyond the sample.
        isBroken = isWhole || lineBreaks > 20
        return false
    }

    func evidence(columnCount: Int?, isHeader: Bool, isFirst: Bool, isWhole: Bool) -> QuotingEvidence {
        if isBroken { return .plain }
        let lines = lineColumnCounts(isWhole: isWhole)
        let (wrongRecords, wrongLines) = (wrong(records.map(\.columns), columnCount), wrong(lines, columnCount))
        if doubled > 0, wrongRecords <= wrongLines { return .enclosing }
        if necessary > 0, wrongRecords < wrongLines { return .enclosing }
        if isHeader, let header = records.first, header.enclosed == header.columns { return .enclosing }
        let rows = isHeader ? records.dropFirst() : records[...]
        let areAllEnclosed = rows.allSatisfy { $0.bareTexts == 0 && $0.enclosed > 1 }
        if isFirst, rows.count > 1, areAllEnclosed { return .enclosing }
        return .undecided(lines: max(lines.count, 1))
    }

    private func wrong(_ counts: [Int], _ columnCount: Int?) -> Int {
        let expected = columnCount ?? counts.first ?? 0
        return counts.count { $0 != expected }
    }

    /// The numbers of columns of the nonblank lines, if quotes are plain characters.
    private func lineColumnCounts(isWhole: Bool) -> [Int] {
        let walked = sample[..<index]
        return walked.split(separator: Self.lineFeed).filter { $0.contains { $0 != 0x0D } }.map { line in
            1 + line.count { $0 == separator }
        }
    }
}
