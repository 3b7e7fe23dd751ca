import InputOutput

extension RowReader {
    /// Reads the header line and finds the columns in it.
    func readHeader() throws {
        let names: [String]? = try withRecord { record, _ in
            csv.fields.map { CSVRecordScanner.text(of: $0, in: record).trimmed }
        }
        guard let names else {
            if isStream { return }
            throw lines.lineNumber == 0
                ? emptyFile() : FledgeError(.data, at: lines.name, "the file has only blank lines")
        }
        layout = try ColumnLayout(
            names: names, selection: columns, requiresLabel: requiresLabel, place: place(lines.lineNumber))
    }

    /// The next row of a TSV or CSV file.
    func nextDelimited() throws -> Row? {
        try withRecord { record, line in
            let layout = try layout ?? firstLayout(line)
            try check(count: csv.fields.count, layout.count, line)
            func text(_ column: Int) -> String { CSVRecordScanner.text(of: csv.fields[column], in: record) }
            return try checked(
                Row(
                    text: text(layout.text),
                    pair: layout.pair.map(text),
                    label: try layout.labelColumns.isEmpty
                        ? layout.label.map(text).flatMap { $0.isBlank ? nil : $0 }
                        : LabelList.joined(
                            layout.labelColumns.filter {
                                try $0.isSet(text($0.position), at: place(line))
                            }.map(\.name)),
                    line: line,
                    source: keepsSource ? String(decoding: record, as: UTF8.self) : nil))
        }
    }

    /// Without a header line, the first row says how many columns there are.
    private func firstLayout(_ line: Int) throws -> ColumnLayout {
        let found = try ColumnLayout(
            count: csv.fields.count, selection: columns, requiresLabel: requiresLabel, place: place(line))
        layout = found
        return found
    }

    private func check(count: Int, _ expected: Int, _ line: Int) throws {
        guard count != expected else { return }
        let separator = format == .tsv ? "tabs" : "commas"
        throw FledgeError(
            .data, at: place(line), count < expected ? "too few columns" : "too many columns",
            expected: "\(expected) columns", found: "\(count)",
            advice: count < expected
                ? "complete the row or remove it"
                : format == .tsv
                    ? "replace the \(separator) inside a text by spaces" : "put quotes around a text with \(separator)")
    }

    /// Gives the next record that is not blank and its first line's number to `body`, with its fields in ``csv``.
    private func withRecord<Result>(
        _ body: (_ record: UnsafeRawBufferPointer, _ line: Int) throws -> Result
    ) throws -> Result? {
        while let line = try lines.nextBytes() {
            if line.isEmpty, layout?.count != 1 { continue }
            let number = lines.lineNumber
            csv.reset()
            if format == .tsv {
                csv.splitPlain(line, at: 0x09)
                return try body(line, number)
            }
            if try scan(line, from: 0, number) { return try body(line, number) }
            record.removeAll(keepingCapacity: true)
            record.append(contentsOf: line)
            try completeRecord(number)
            return try record.withUnsafeBytes { try body($0, number) }
        }
        return nil
    }

    /// Adds lines to ``record`` until its quotes are closed.
    private func completeRecord(_ first: Int) throws {
        var opened = first
        while true {
            let openQuote = csv.openQuote
            // A CR that was taken off the line belongs to the text, as does the LF.
            if lines.endsWithCarriageReturn { record.append(0x0D) }
            record.append(0x0A)
            let start = record.count
            guard let line = try lines.nextBytes(), start < 1 << 26 else {
                throw unterminated(openQuote ?? 0, opened)
            }
            record.append(contentsOf: line)
            let isComplete = try record.withUnsafeBytes { try scan($0, from: start, lines.lineNumber) }
            if isComplete { return }
            if csv.openQuote != openQuote { opened = lines.lineNumber }
        }
    }

    private func scan(_ record: UnsafeRawBufferPointer, from start: Int, _ line: Int) throws -> Bool {
        do {
            return try csv.scan(record, from: start)
        } catch {
            let found = String(decoding: record[error.offset...].prefix(120), as: UTF8.self)
            throw FledgeError(
                .data, at: place(line), "text follows a closing quote", expected: "a comma or the line's end",
                found: "\"\(Spelling.shortened(found))\"", advice: "double the quotes that belong to the text")
        }
    }

    private func unterminated(_ start: Int, _ line: Int) -> FledgeError {
        let content = record[start...].prefix(200).prefix { $0 != 0x0A }
        return FledgeError(
            .data, at: place(line), "a quote is not closed",
            found: "\"\(Spelling.shortened(String(decoding: content, as: UTF8.self).trimmed))",
            advice: "close the quote, and double quotes that belong to the text")
    }
}

extension CSVRecordScanner {
    /// Splits a line at each separator, whatever else it holds.
    mutating func splitPlain(_ line: UnsafeRawBufferPointer, at separator: UInt8) {
        var start = 0
        while let end = line[start...].firstIndex(of: separator) {
            append(start..<end)
            start = end + 1
        }
        append(start..<line.count)
    }
}

extension String {
    /// Without the white space around it.
    fileprivate var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
