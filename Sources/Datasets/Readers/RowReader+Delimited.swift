import InputOutput

extension RowReader {
    /// A record of a table: a line, or several lines if quotes span them.
    private struct Record {
        /// The content without the line end; valid until the next line is read.
        var bytes: UnsafeRawBufferPointer
        /// The number of the first line.
        var line: Int
        /// The error of the record itself.
        var fault: FledgeError?
    }

    /// Reads the header line and finds the columns in it.
    func readHeader() throws {
        let found: Bool? = try withRecord { record in
            if let fault = record.fault { throw fault }
            header = csv.texts(in: record.bytes)
            return true
        }
        guard found != nil, let header else {
            if mayBeEmpty { return }
            throw lines.lineNumber == 0
                ? emptyFile() : FledgeError(.data, at: lines.name, "the file has only blank lines")
        }
        layout = try ColumnLayout(
            names: header.map(\.trimmed), selection: columns, requiresLabel: requirements.label,
            place: place(lines.lineNumber))
        repeatedHeader = RepeatedHeader(header)
        longestHeader = repeatedHeader?.longest ?? 0
    }

    /// The next row of a TSV or CSV file.
    func nextDelimited() throws -> RowResult? {
        try withRecord { record in
            // A broken record does not determine the columns.
            guard let layout = try layout ?? (record.fault == nil ? firstLayout(record.line) : nil) else {
                return result(line: record.line, record.bytes, fault: record.fault) { _ in throw emptyFile() }
            }
            return result(line: record.line, record.bytes, fault: record.fault) { bytes in
                try row(bytes, record.line, layout)
            }
        }
    }

    /// Returns true if all cells of a training record are empty, as spreadsheets write cleared rows.
    private func isEmpty(_ record: Record) -> Bool {
        guard requirements.label, record.fault == nil, csv.fields.count > 1, layout != nil,
            csv.fields.allSatisfy({ $0.range.isEmpty || record.bytes[$0.range].allSatisfy { $0 == 0x20 } })
        else { return false }
        rowFindings.add(.emptyRows, line: record.line, "rows without anything in their cells are left out")
        return true
    }

    /// Tells whether a record is the header again, as in concatenated files.
    ///
    /// - Throws: ``InputOutput/FledgeError`` if its columns are in another order, since those of the following rows are
    ///   too.
    private func isHeader(_ record: Record) throws -> Bool {
        guard record.bytes.count <= longestHeader, record.fault == nil, let repeatedHeader,
            repeatedHeader.mayBe(record.bytes)
        else { return false }
        switch repeatedHeader.comparison(with: csv.texts(in: record.bytes)) {
        case .different: return false
        case .same:
            rowFindings.add(.repeatedHeader, line: record.line, "the header is repeated here and is left out")
            return true
        case .reordered:
            throw FledgeError(
                .data, at: place(record.line), "the header is repeated with its columns in another order",
                expected: Spelling.list(self.header ?? []), found: Spelling.list(csv.texts(in: record.bytes)),
                advice: "split the file before this line, or bring the columns into one order")
        }
    }

    private func row(_ record: UnsafeRawBufferPointer, _ line: Int, _ layout: ColumnLayout) throws -> Row {
        try check(record, layout.count, line)
        if record.count > requirements.longestCell {
            for field in csv.fields { try checkLength(field.range.count, "cell", line) }
        }
        func text(_ column: Int) -> String { CSVRecordScanner.text(of: csv.fields[column], in: record) }
        var row = Row(text: text(layout.text), pair: layout.pair.map(text), line: line)
        if !layout.labelColumns.isEmpty {
            row.label = LabelList.joined(
                try layout.labelColumns.filter { try isSet($0, text($0.position), line) }.map(\.name))
        } else if let label = layout.label.map(text), !label.isBlank {
            row.label = label.trimmed
        }
        if keepsSource {
            row.source = String(decoding: record, as: UTF8.self)
            row.fields = csv.texts(in: record)
        }
        return row
    }

    /// Returns true if a row has the label of a column.
    func isSet(_ column: LabelColumn, _ text: String, _ line: Int) throws -> Bool {
        let isSet = try column.isSet(text, at: place(line))
        if LabelColumn.hasDecimalComma(text) {
            rowFindings.add(
                .decimalComma, line: line, "cells such as 1,0 have a decimal comma, read as a decimal point")
        }
        return isSet
    }

    /// Without a header line, the first row determines the number of columns.
    private func firstLayout(_ line: Int) throws -> ColumnLayout {
        let found = try ColumnLayout(
            count: csv.fields.count, selection: columns, requiresLabel: requirements.label, place: place(line))
        layout = found
        return found
    }

    private func check(_ record: UnsafeRawBufferPointer, _ expected: Int, _ line: Int) throws {
        let count = csv.fields.count
        guard count != expected else { return }
        if differsByEmptyColumns(count, expected) {
            rowFindings.add(
                .trailingSeparators, line: line,
                "the line has more or fewer empty columns at its end than the first; they do not count")
            return csv.setCount(expected)
        }
        throw FledgeError(
            .data, at: place(line), count < expected ? "too few columns" : "too many columns",
            expected: "\(expected) columns", found: "\(count)", advice: advice(record, count, expected))
    }

    /// Tells whether the superfluous or missing columns are empty and at the end.
    private func differsByEmptyColumns(_ count: Int, _ expected: Int) -> Bool {
        if count > expected { return csv.fields[expected...].allSatisfy(\.range.isEmpty) }
        return header.map { $0.count == expected && $0[count...].allSatisfy(\.isBlank) } ?? false
    }

    private func advice(_ record: UnsafeRawBufferPointer, _ count: Int, _ expected: Int) -> String {
        let other = Delimiter.candidates.first {
            $0 != delimiter && expected > 1 && $0.columnCounts(record, isWhole: true) == [expected]
        }
        if let other {
            return "separate all rows by \(delimiter.plural); this one seems to be separated by \(other.plural)"
        }
        if usesQuotes, let blank = blankBeforeQuote(record) {
            return "remove the blank before the quote: \(blank)"
        }
        if !usesQuotes, csv.fields.contains(where: { !$0.range.isEmpty && record[$0.range.lowerBound] == 0x22 }) {
            return "quotes are plain characters here: if they enclose cells of this file, say so with --quoting csv"
        }
        if count < expected { return "complete the row or remove it" }
        return usesQuotes
            ? "put quotes around a text with \(delimiter.plural)"
            : "replace the \(delimiter.plural) inside a text by spaces"
    }

    /// The text around the first quote that preceding spaces keep from opening a cell; `nil` if there is none.
    private func blankBeforeQuote(_ record: UnsafeRawBufferPointer) -> String? {
        for field in csv.fields {
            let blanks = record[field.range].prefix { $0 == 0x20 || $0 == 0x09 }
            guard !blanks.isEmpty, blanks.endIndex < field.range.upperBound, record[blanks.endIndex] == 0x22 else {
                continue
            }
            let start = max(field.range.lowerBound - 1, 0)
            return Spelling.shortened(String(decoding: record[start..<field.range.upperBound], as: UTF8.self))
        }
        return nil
    }

    // MARK: Records

    /// Passes the next nonblank record to `body`, with its fields in ``csv``.
    private func withRecord<Result>(_ body: (Record) throws -> Result) throws -> Result? {
        while let line = try nextTableLine() {
            if line.bytes.isEmpty, layout?.count != 1 { continue }
            var found = Record(bytes: line.bytes, line: lines.lineNumber, fault: fault(of: line))
            csv.reset()
            let meaning = quoteMeaning
            if meaning != .enclosing {
                csv.splitPlain(line.bytes)
                if meaning == .undecided { noteEnclosedCells(line.bytes) }
                if try isEmpty(found) || isHeader(found) { continue }
                return try body(found)
            }
            let isComplete: Bool
            do {
                isComplete = try line.isCut || csv.scan(line.bytes, from: 0)
            } catch let error as CSVRecordScanner.TextAfterQuote {
                found.fault = found.fault ?? textAfterQuote(line.bytes, error.offset, found.line)
                isComplete = true
            }
            if isComplete {
                noteSkippedBlanks(found.line)
                if try isEmpty(found) || isHeader(found) { continue }
                return try body(found)
            }
            record.removeAll(keepingCapacity: true)
            record.append(contentsOf: line.bytes)
            let fault = try completeRecord(from: found.line)
            found.fault = found.fault ?? fault
            noteSkippedBlanks(found.line)
            return try record.withUnsafeBytes {
                found.bytes = $0
                return try body(found)
            }
        }
        return nil
    }

    /// Adds lines to ``record`` until its quotes are closed. If they are never closed, or not properly, the record is
    /// its first line again, and reading continues after that.
    ///
    /// - Returns: The error of the lines that were added.
    private func completeRecord(from first: Int) throws -> FledgeError? {
        let firstLength = record.count
        var opened = first
        var lineFault: FledgeError?
        lines.hold()
        defer { lines.release() }
        func giveUp(_ fault: FledgeError) -> FledgeError {
            lines.rewind()
            record.removeSubrange(firstLength...)
            return fault
        }
        while true {
            let openQuote = csv.openQuote ?? 0
            // A CR that was removed from the line belongs to the text, as does the LF.
            if lines.endsWithCarriageReturn { record.append(0x0D) }
            record.append(0x0A)
            let start = record.count
            guard start - openQuote <= min(requirements.longestCell, LineReader.longestLine),
                let line = try lines.nextLine(), !line.isCut
            else {
                return giveUp(unterminated(openQuote, opened))
            }
            lineFault = lineFault ?? fault(of: line)
            record.append(contentsOf: line.bytes)
            do {
                if try record.withUnsafeBytes({ try csv.scan($0, from: start) }) { return lineFault }
            } catch let error as CSVRecordScanner.TextAfterQuote {
                let fault = record.withUnsafeBytes { textAfterQuote($0, error.offset, lines.lineNumber) }
                return giveUp(fault)
            }
            if csv.openQuote != openQuote { opened = lines.lineNumber }
        }
    }

    private func textAfterQuote(_ record: UnsafeRawBufferPointer, _ offset: Int, _ line: Int) -> FledgeError {
        let found = String(decoding: record[offset...].prefix(120), as: UTF8.self)
        return FledgeError(
            .data, at: place(line), "text follows a closing quote", expected: "\(delimiter.singular) or the line's end",
            found: "\"\(Spelling.shortened(found))\"",
            advice: "double the quotes that belong to the text, or pass --quoting none if no quotes enclose cells")
    }

    private func unterminated(_ start: Int, _ line: Int) -> FledgeError {
        let content = record[start...].prefix(200).prefix { $0 != 0x0A }
        return FledgeError(
            .data, at: place(line), "a quote is not closed",
            found: "\"\(Spelling.shortened(String(decoding: content, as: UTF8.self).trimmed))",
            advice:
                "close the quote, and double quotes that belong to the text, or pass --quoting none if no quotes enclose "
                + "cells")
    }
}

extension String {
    /// The text without surrounding whitespace.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
}
