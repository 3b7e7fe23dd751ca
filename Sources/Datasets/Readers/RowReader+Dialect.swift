extension RowReader {
    /// The meaning of quotes in a table, as far as it is known.
    enum QuoteMeaning {
        /// They are plain characters.
        case plain
        /// They enclose cells.
        case enclosing
        /// Nothing is proved yet.
        case undecided
    }

    /// Detects the dialect of a table: its line ends, its delimiter and its quotes.
    func findDialect() throws {
        quoteMeaning =
            switch columns.quoting {
            case .none: .plain
            case .csv: .enclosing
            case .automatic: format == .csv ? .enclosing : .undecided
            }
        if columns.quoting != .none,
            try lines.withSample(ofAtLeast: sampleSize, { sample, _ in TableSample(sample).endsRecordsWithCR })
        {
            lines.endLinesWithCarriageReturn()
        }
        let named = try delimiterOfFirstLine()
        delimiter =
            try columns.delimiter ?? named
            ?? (format == .tsv ? .tab : lines.withSample(ofAtLeast: sampleSize, Delimiter.detected))
        if format == .csv, columns.delimiter == nil, named == nil, delimiter != .comma {
            rowFindings.add(.delimiter, "columns separated by \(delimiter)")
        }
        csv.separator = delimiter.byte
        guard columns.quoting == .automatic else { return }
        csv.skipsBlanksAfterQuotes = true
        let separator = delimiter.byte
        csv.skipsBlanksBeforeQuotes =
            try format == .csv
            && lines.withSample(ofAtLeast: sampleSize) {
                TableSample($0).hasBlanksBeforeQuotes(isWhole: $1, separator: separator)
            }
    }

    /// The delimiter that a first line such as `sep=;` names; the line is then skipped.
    private func delimiterOfFirstLine() throws -> Delimiter? {
        guard
            let named = try lines.withSample(ofAtLeast: sampleSize, { sample, _ in TableSample(sample).namedDelimiter })
        else { return nil }
        _ = try lines.nextLine()
        rowFindings.add(.delimiterLine, line: 1, "the line names the delimiter and is not a row")
        return named
    }
}

/// The beginning of a table, examined before its rows are read.
struct TableSample {
    private let bytes: UnsafeRawBufferPointer

    private static let (quote, lineFeed, carriageReturn): (UInt8, UInt8, UInt8) = (0x22, 0x0A, 0x0D)

    /// Tells whether the sample was shortened to a sufficient size.
    private let isCut: Bool

    init(_ bytes: UnsafeRawBufferPointer) {
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(hasMark ? 3 : 0).prefix(1 << 16))
        isCut = self.bytes.count == 1 << 16
    }

    /// Tells whether records end with CR alone, although there may be line feeds within quotes.
    var endsRecordsWithCR: Bool {
        var (isQuoted, endsWithCR) = (false, false)
        for (index, byte) in bytes.enumerated() {
            if byte == Self.quote {
                isQuoted.toggle()
            } else if !isQuoted, byte == Self.lineFeed {
                return false
            } else if !isQuoted, byte == Self.carriageReturn {
                guard index + 1 < bytes.count else { break }
                if bytes[index + 1] == Self.lineFeed { return false }
                endsWithCR = true
            }
        }
        return endsWithCR
    }

    /// The delimiter that the first line names for Excel, as in `sep=;`.
    var namedDelimiter: Delimiter? {
        let line = bytes.prefix { $0 != Self.lineFeed && $0 != Self.carriageReturn }
        guard line.count < 8 else { return nil }
        var text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("\""), text.hasSuffix("\"") { text = String(text.dropFirst().dropLast()) }
        guard text.lowercased().hasPrefix("sep="), text.unicodeScalars.count == 5 else { return nil }
        return Delimiter(String(text.dropFirst(4)))
    }

    /// Tells whether spaces stand between delimiters and opening quotes, and all records have the same number of
    /// columns if these quotes enclose cells.
    ///
    /// - Parameter isWhole: True if the sample is the whole table.
    func hasBlanksBeforeQuotes(isWhole: Bool, separator: UInt8) -> Bool {
        let isWhole = isWhole && !isCut
        var (index, columns, columnCount, hasBlanks) = (0, 0, Int?.none, false)
        while index < bytes.count {
            let start = index
            while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09, bytes[index] != separator {
                index += 1
            }
            columns += 1
            if index < bytes.count, bytes[index] == Self.quote {
                if index > start { hasBlanks = true }
                guard let end = endOfEnclosed(from: index + 1, separator: separator) else {
                    return false
                }
                if end == bytes.count, !isWhole { break }
                index = end
            } else {
                while index < bytes.count, bytes[index] != separator, bytes[index] != Self.lineFeed { index += 1 }
            }
            if index == bytes.count || bytes[index] == Self.lineFeed {
                if index == bytes.count, !isWhole { break }
                let isBlank = columns == 1 && bytes[start..<index].allSatisfy { $0 == Self.carriageReturn }
                if !isBlank, columns != columnCount ?? columns { return false }
                if !isBlank { columnCount = columns }
                columns = 0
            }
            index += 1
        }
        return hasBlanks
    }

    /// The position of the separator or line end after a cell in quotes, or of the sample's end; `nil` if other text
    /// follows the closing quote.
    private func endOfEnclosed(from start: Int, separator: UInt8) -> Int? {
        var index = start
        while index < bytes.count {
            guard bytes[index] == Self.quote else {
                index += 1
                continue
            }
            index += 1
            if index < bytes.count, bytes[index] == Self.quote {
                index += 1
                continue
            }
            while index < bytes.count, [0x20, 0x09, Self.carriageReturn].contains(bytes[index]),
                bytes[index] != separator
            {
                index += 1
            }
            return index == bytes.count || bytes[index] == separator || bytes[index] == Self.lineFeed ? index : nil
        }
        return bytes.count
    }
}
