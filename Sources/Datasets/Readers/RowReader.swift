import Foundation
import InputOutput

/// Reads a dataset row by row.
///
/// Rows that cannot be read are ``RejectedRow`` values of ``nextResult()``; ``next()`` throws them as
/// ``InputOutput/FledgeError`` with category `data` and the place as `file:line`. Blank lines are skipped, except if
/// each line is a text: in plain text and in files with one column.
public final class RowReader {
    /// The format of the rows.
    public let format: FileFormat
    /// The selected columns.
    public let columns: ColumnSelection
    /// The requirements for a row.
    public let requirements: RowRequirements
    /// Keeps the source text of rows and, in tables, all cells.
    public let keepsSource: Bool
    /// The names of a table's columns in its first line; `nil` without such a line.
    public internal(set) var header: [String]?

    /// The keys of the first JSON objects, in order of appearance; empty before they have been read.
    public var keyNames: [String] { json.names }

    /// The delimiter of a table's columns.
    public internal(set) var delimiter = Delimiter.comma
    /// The findings about the input read so far.
    public var findings: [DataFinding] { lines.findings + rowFindings.all }
    /// The findings about lines, rows and columns.
    var rowFindings: DataFindings
    private var takenFindings: Set<[String]> = []

    /// The findings that no earlier call has returned. Counts are complete only after the last row.
    public func takeNewFindings() -> [DataFinding] {
        findings.filter { takenFindings.insert([$0.code.rawValue, $0.sentence]).inserted }
    }

    /// Makes ``next()`` leave out unusable rows and keep them in ``badRows``.
    public var skipsBadRows = false
    /// Further advice about a row that ``next()`` throws, for users who can follow it.
    public var adviceForBadRows: String?
    /// The advice of commands that can leave out bad rows.
    public static let skippingAdvice = "pass --skip-bad-rows to leave out such rows"
    /// The rows that ``next()`` left out.
    public private(set) var badRows: [RejectedRow] = []

    /// The lines of the input.
    public let lines: LineReader
    /// Accepts an input without rows.
    let mayBeEmpty: Bool
    /// Tells whether the input arrives piece by piece, so that its first rows may be all there is for now.
    let isStream: Bool
    /// The number of bytes to examine before rows are read. A stream may have only its first line for now.
    var sampleSize: Int { isStream ? 0 : 1 << 16 }
    // Only one thread reads at a time; checks of exclusive access would take a tenth of the time of a row.
    @exclusivity(unchecked) var layout: ColumnLayout?
    /// The header, for recognizing repetitions in the table.
    var repeatedHeader: RepeatedHeader?
    /// The maximum number of bytes of a record that may be the header again.
    @exclusivity(unchecked) var longestHeader = 0
    /// The meaning of quotes in a table.
    @exclusivity(unchecked) var quoteMeaning = QuoteMeaning.plain
    /// The last of the lines that prove nothing about quotes.
    @exclusivity(unchecked) var undecidedLine = 0
    /// The JSON keys of text, pair and label.
    var keys: JSONKeys?
    /// The answers of annotators about JSON objects.
    var answers = AnnotatorAnswers()
    /// The columns' ranges in the current line.
    @exclusivity(unchecked) var csv = CSVRecordScanner()
    /// A CSV record or JSON object that spans lines.
    var record: [UInt8] = []
    var json = JSONRows()
    @exclusivity(unchecked) private(set) var resultCount = 0
    /// True if lines of plain text begin with labels, as in fastText's files.
    let isFastText: Bool

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: The format of the file; `nil` for the one that its extension implies.
    ///   - columns: The columns that hold text, pair and label.
    ///   - requiresLabel: Requires a label and a text that is not blank in each row, as for training.
    ///   - requiresText: Requires a text that is not blank in each row; implied if labels are required.
    ///   - longestCell: The maximum number of bytes of a cell.
    ///   - keepsSource: Keeps the source text of rows, and all cells of a table.
    ///   - mayBeEmpty: Accepts a file without rows.
    /// - Throws: ``InputOutput/FledgeError`` with category `noInput` if the file cannot be read, `usage` for an unknown
    ///   extension, `data` for an empty file or missing columns.
    public convenience init(
        path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        requiresText: Bool = false, longestCell: Int = RowRequirements.longestCell, keepsSource: Bool = false,
        mayBeEmpty: Bool = false
    ) throws {
        let lines = LineReader(
            source: try DescriptorSource(path: path), name: path, encoding: columns.encoding,
            longestLine: min(max(LineReader.longestLine, longestCell), 1 << 30))
        try self.init(
            lines, format: format ?? FileFormat(path: path), columns: columns,
            RowRequirements(label: requiresLabel, text: requiresText, longestCell: longestCell),
            keepsSource: keepsSource, mayBeEmpty: mayBeEmpty, isStream: false)
    }

    /// Reads a stream, for instance standard input. A stream, unlike a file, may be empty.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for missing columns.
    public convenience init(
        stream: LineReader, format: FileFormat, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        requiresText: Bool = false, longestCell: Int = RowRequirements.longestCell, keepsSource: Bool = false
    ) throws {
        try self.init(
            stream, format: format, columns: columns,
            RowRequirements(label: requiresLabel, text: requiresText, longestCell: longestCell),
            keepsSource: keepsSource, mayBeEmpty: true, isStream: true)
    }

    package init(
        _ lines: LineReader, format: FileFormat, columns: ColumnSelection, _ requirements: RowRequirements,
        keepsSource: Bool, mayBeEmpty: Bool, isStream: Bool
    ) throws {
        self.lines = lines
        rowFindings = DataFindings(file: lines.name)
        self.format = format
        self.columns = columns
        self.requirements = requirements
        self.keepsSource = keepsSource
        self.mayBeEmpty = mayBeEmpty
        self.isStream = isStream
        isFastText = try format == .lines && !isStream && FastTextLine.begin(lines)
        if isFastText, !requirements.label {
            rowFindings.add(
                .fastTextLabels,
                "lines begin with labels such as \(FastTextLabels.prefix)x, which are not part of the text")
        }
        if format == .tsv || format == .csv {
            try findDialect()
        }
        if format == .lines, let pair = columns.pair {
            throw FledgeError(
                .data, at: lines.name,
                columns.isPairAdopted
                    ? "plain text has no second texts, and the model was trained on pairs"
                    : "plain text has no columns",
                expected: "a TSV, CSV or JSON Lines file with a column \"\(pair)\"")
        }
        if format == .lines, requirements.label, !isFastText {
            throw FledgeError(
                .data, at: lines.name, "plain text has no labels",
                expected: "a TSV, CSV or JSON Lines file, or lines that begin with \(FastTextLabels.prefix)x")
        }
        if format == .tsv || format == .csv, columns.expectsHeader { try readHeader() }
        if header != nil, columns.hasHeader == nil, columns.hasNumbers {
            rowFindings.add(.assumedHeader, "the first line is taken for the names of the columns")
        }
    }

    /// The name of the text's column or JSON key, or its number in a file without a header line; `nil` in plain text.
    ///
    /// This may consume a row, so use a separate reader for it.
    public func textColumn() throws -> String? {
        switch format {
        case .lines: return nil
        case .tsv, .csv: return layout.flatMap { header?[$0.text].trimmed } ?? columns.text
        case .jsonLines:
            if keys == nil { _ = try nextResult() }
            return keys?.text
        }
    }

    /// The next row; `nil` after the last.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for an unusable row, unless ``skipsBadRows`` is set,
    ///   and for the reasons of ``nextResult()``.
    public func next() throws -> Row? {
        while let result = try nextResult() {
            switch result {
            case .row(let row): return row
            case .rejected(let rejected):
                guard skipsBadRows else {
                    var error = rejected.error
                    let advice = [error.advice, adviceForBadRows].compactMap(\.self)
                    error.advice = advice.isEmpty ? nil : advice.joined(separator: "; or ")
                    throw error
                }
                rowFindings.add(.badRow, line: rejected.line, "a row that cannot be used is left out")
                badRows.append(rejected)
            }
        }
        if !badRows.isEmpty, badRows.count == resultCount, let first = badRows.first {
            throw FledgeError(
                .data, at: lines.name, "no row can be used", found: "line \(first.line): \(first.reason)",
                advice: first.error.advice)
        }
        return nil
    }

    /// The next rows, at most `limit` of them; empty after the last.
    public func next(_ limit: Int) throws -> [Row] {
        var rows: [Row] = []
        while rows.count < limit, let row = try next() { rows.append(row) }
        return rows
    }

    /// The next row, or its error; `nil` after the last.
    ///
    /// A row with a quote that is not closed, or with text after a closing quote, consists of its first line alone: the
    /// next line counts as a new row.
    ///
    /// - Throws: ``InputOutput/FledgeError`` if nothing can be read at all: with category `data` for a file without
    ///   rows and for missing columns, `inputOutput` if reading fails.
    public func nextResult() throws -> RowResult? {
        let result =
            switch format {
            case .tsv, .csv: try nextDelimited()
            case .jsonLines: try nextAcceptedObject()
            case .lines: try nextText()
            }
        guard let result else {
            if resultCount == 0, !isStream {
                let error = noRows()
                guard mayBeEmpty else { throw error }
                rowFindings.add(.noRows, error.problem)
            }
            return nil
        }
        resultCount += 1
        return result
    }

    private func nextText() throws -> RowResult? {
        guard let line = try lines.nextLine() else { return nil }
        return result(line: lines.lineNumber, line.bytes, fault: fault(of: line)) { bytes in
            try checkLength(bytes.count, "line", lines.lineNumber)
            let text = String(decoding: bytes, as: UTF8.self)
            if isFastText {
                return try FastTextLine(text).row(
                    line: lines.lineNumber, hasSeveralLabels: columns.hasSeveralLabels, keepsSource: keepsSource,
                    place: place(lines.lineNumber))
            }
            return Row(text: text, line: lines.lineNumber, source: keepsSource ? text : nil)
        }
    }

    // MARK: Requirements

    /// The row that `body` makes from its source, if it is valid and meets the requirements.
    func result(
        line: Int, _ source: UnsafeRawBufferPointer, fault: FledgeError?, _ body: (UnsafeRawBufferPointer) throws -> Row
    ) -> RowResult {
        do {
            if let fault { throw fault }
            let row = try body(source)
            try requirements.check(row, hasSeveralLabels: columns.hasSeveralLabels, at: place(row.line))
            return .row(row)
        } catch let error as FledgeError {
            return .rejected(RejectedRow(line: line, source: String(decoding: source, as: UTF8.self), error: error))
        } catch {
            let unknown = FledgeError(.software, at: place(line), "\(error)")
            return .rejected(RejectedRow(line: line, source: String(decoding: source, as: UTF8.self), error: unknown))
        }
    }

    /// The error of the last line read itself.
    func fault(of line: LineReader.Line) -> FledgeError? {
        if let fault = lines.fault(of: line) { return fault }
        guard !lines.replacesInvalidUTF8, let base = line.bytes.baseAddress,
            let found = memchr(base, 0, line.bytes.count)
        else { return nil }
        return FledgeError(
            .data, at: place(lines.lineNumber),
            "a NUL byte at byte \(UnsafeRawPointer(found) - base + line.markLength) of the line",
            expected: "text",
            advice: line.bytes.count { $0 == 0 } * 3 > line.bytes.count
                ? "the file looks like UTF-16: pass --encoding utf-16" : "remove the byte or the row")
    }

    /// Rejects a cell that is too long.
    func checkLength(_ count: Int, _ what: String, _ line: Int) throws(FledgeError) {
        guard count > requirements.longestCell else { return }
        throw FledgeError(
            .data, at: place(line), "a \(what) is too long", expected: "at most \(requirements.longestCell) bytes",
            found: "\(count)", advice: "shorten it or remove the row")
    }

    func place(_ line: Int) -> String { "\(lines.name):\(line)" }

    private func noRows() -> FledgeError {
        if json.layout == .array { return FledgeError(.data, at: lines.name, "the array has no rows") }
        guard lines.lineNumber > 0 else { return emptyFile() }
        return layout != nil && columns.expectsHeader
            ? FledgeError(.data, at: lines.name, "the file has a header line but no rows")
            : FledgeError(.data, at: lines.name, "the file has only blank lines")
    }

    func emptyFile() -> FledgeError { FledgeError(.data, at: lines.name, "the file is empty") }
}

extension String {
    /// Tells whether the text contains only whitespace.
    var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.isWhitespace } }
}
