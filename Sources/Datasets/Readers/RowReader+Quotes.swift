import Foundation

private let quote: UInt8 = 0x22

extension RowReader {
    /// Tells whether quotes enclose cells, as far as that is decided.
    var usesQuotes: Bool { quoteMeaning == .enclosing }

    /// The next line, after the meaning of its quotes has been decided as far as possible.
    func nextTableLine() throws -> LineReader.Line? {
        guard quoteMeaning == .undecided else {
            guard let line = try lines.nextLine() else { return nil }
            return line.bytes.first == 0xEF ? withoutMark(line) : line
        }
        lines.hold()
        let line = try lines.nextLine()
        guard let line, lines.lineNumber > undecidedLine, !line.isCut, hasQuote(line.bytes) else {
            lines.release()
            return withoutMark(line)
        }
        lines.rewind()
        try decideQuotes()
        return try withoutMark(lines.nextLine())
    }

    func noteSkippedBlanks(_ line: Int) {
        guard csv.skippedBlanks else { return }
        rowFindings.add(.blanksAroundQuotes, line: line, "blanks around the quotes of cells are skipped")
    }

    private func hasQuote(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.baseAddress.map { memchr($0, Int32(quote), bytes.count) != nil } ?? false
    }

    /// Decides the meaning of the quotes in the upcoming lines.
    private func decideQuotes() throws {
        let isHeader = header == nil && columns.expectsHeader
        let before = lines.lineNumber
        let evidence = try lines.withSample(ofAtLeast: 1 << 16) { sample, isWhole in
            QuotingEvidence(
                in: sample, isWhole: isWhole, separator: delimiter.byte, columnCount: layout?.count,
                isHeader: isHeader, isFirst: resultCount == 0)
        }
        switch evidence {
        case .plain:
            quoteMeaning = .plain
            rowFindings.remove(.possibleQuotes)
        case .enclosing:
            quoteMeaning = .enclosing
            rowFindings.add(
                .quotedTSV, line: before + 1,
                "quotes enclose cells, as pandas and Excel write them, and are removed (--quoting none keeps them)")
        case .undecided(let count):
            undecidedLine = before + count
        }
    }

    /// Notes cells that begin and end with a quote, which may or may not belong to the text.
    func noteEnclosedCells(_ line: UnsafeRawBufferPointer) {
        let isEnclosed = csv.fields.contains { field in
            field.range.count > 1 && line[field.range.lowerBound] == quote && line[field.range.upperBound - 1] == quote
        }
        guard isEnclosed else { return }
        rowFindings.add(
            .possibleQuotes, line: lines.lineNumber,
            "a cell is in quotes, which are kept as part of it (--quoting csv removes them)")
    }

    /// The line without a byte order mark, which concatenated files have in the middle.
    func withoutMark(_ line: LineReader.Line?) -> LineReader.Line? {
        guard var line, line.bytes.first == 0xEF, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else { return line }
        rowFindings.add(.byteOrderMark, line: lines.lineNumber, "a byte order mark within the file is left out")
        line.bytes = UnsafeRawBufferPointer(rebasing: line.bytes[3...])
        line.markLength += 3
        return line
    }
}
