import InputOutput

/// Reads a data set row by row.
///
/// Rows that cannot be read throw ``InputOutput/FledgeError`` with category `data` and the place as `file:line`.
/// Blank lines are skipped, except where a line is a text: in plain text and in files of one column.
public final class RowReader {
    /// How the rows are written.
    public let format: FileFormat
    /// Which columns are wanted.
    public let columns: ColumnSelection
    /// Whether each row must have a label, unless it may have several or none, and a text that is not blank.
    public let requiresLabel: Bool
    /// Whether rows keep their source text.
    public let keepsSource: Bool

    /// The lines that rows are made of.
    public let lines: LineReader
    let isStream: Bool
    var layout: ColumnLayout?
    /// The JSON keys of text, pair and label.
    var keys: JSONKeys?
    /// The columns' ranges in the current line.
    var csv = CSVRecordScanner()
    /// A CSV record that spans lines.
    var record: [UInt8] = []
    private var rowCount = 0

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - format: How its rows are written; `nil` for what its extension says.
    ///   - columns: Which columns hold text, pair and label.
    ///   - requiresLabel: Whether each row must have a label and a text that is not blank, as for training.
    ///   - keepsSource: Whether rows keep the text that they were read from.
    /// - Throws: ``InputOutput/FledgeError`` with category `noInput` where the file cannot be read, `usage` for an
    ///   unknown extension, `data` for an empty file or missing columns.
    public convenience init(
        path: String, format: FileFormat? = nil, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        keepsSource: Bool = false
    ) throws {
        let file = try MappedFile.regular(path: path)
        try self.init(
            LineReader(file: file), format: format ?? FileFormat(path: path), columns: columns,
            requiresLabel: requiresLabel, keepsSource: keepsSource, isStream: false)
    }

    /// Reads a stream, for instance standard input. A stream, unlike a file, may be empty.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` for missing columns.
    public convenience init(
        stream: LineReader, format: FileFormat, columns: ColumnSelection = ColumnSelection(), requiresLabel: Bool,
        keepsSource: Bool = false
    ) throws {
        try self.init(
            stream, format: format, columns: columns, requiresLabel: requiresLabel, keepsSource: keepsSource,
            isStream: true)
    }

    init(
        _ lines: LineReader, format: FileFormat, columns: ColumnSelection, requiresLabel: Bool, keepsSource: Bool,
        isStream: Bool
    ) throws {
        self.lines = lines
        self.format = format
        self.columns = columns
        self.requiresLabel = requiresLabel
        self.keepsSource = keepsSource
        self.isStream = isStream
        if format == .lines, requiresLabel {
            throw FledgeError(
                .data, at: lines.name, "plain text has no labels", expected: "a TSV, CSV or JSON Lines file")
        }
        if format == .tsv || format == .csv, columns.expectsHeader { try readHeader() }
    }

    /// The next row; `nil` after the last.
    public func next() throws -> Row? {
        let row: Row? =
            switch format {
            case .tsv, .csv: try nextDelimited()
            case .jsonLines: try nextObject()
            case .lines: try nextText()
            }
        guard let row else {
            if rowCount == 0, !isStream { throw noRows() }
            return nil
        }
        rowCount += 1
        return row
    }

    /// The next rows, at most `limit` of them; none after the last.
    public func next(_ limit: Int) throws -> [Row] {
        var rows: [Row] = []
        while rows.count < limit, let row = try next() { rows.append(row) }
        return rows
    }

    private func nextText() throws -> Row? {
        guard let line = try lines.nextBytes() else { return nil }
        let text = String(decoding: line, as: UTF8.self)
        return Row(text: text, line: lines.lineNumber, source: keepsSource ? text : nil)
    }

    /// The row, if it has what is required.
    func checked(_ row: Row) throws -> Row {
        guard requiresLabel else { return row }
        let place = place(row.line)
        guard !row.text.isBlank else {
            throw FledgeError(.data, at: place, "the text is empty", advice: "remove the row")
        }
        guard row.label != nil || columns.hasSeveralLabels else {
            throw FledgeError(.data, at: place, "the label is missing", advice: "label the row or remove it")
        }
        return row
    }

    func place(_ line: Int) -> String { "\(lines.name):\(line)" }

    private func noRows() -> FledgeError {
        guard lines.lineNumber > 0 else { return emptyFile() }
        return layout != nil && columns.expectsHeader
            ? FledgeError(.data, at: lines.name, "the file has a header line but no rows")
            : FledgeError(.data, at: lines.name, "the file has only blank lines")
    }

    func emptyFile() -> FledgeError { FledgeError(.data, at: lines.name, "the file is empty") }
}

extension String {
    /// Whether there is nothing but white space.
    var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.isWhitespace } }
}
