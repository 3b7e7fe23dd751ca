import Datasets
import Foundation
import TestSupport
import Testing

/// A file as users have it, with its rows and the findings about it.
struct FoundFile: Sendable, CustomTestStringConvertible {
    var what: String
    var name: String
    var content: Data
    var columns = ColumnSelection()
    /// The text and the label of each row; a bad row is a single `!`.
    var rows: [String]
    var codes: [DataFinding.Code]

    var testDescription: String { what }

    init(
        _ what: String, _ name: String, _ content: String, columns: ColumnSelection = ColumnSelection(),
        _ rows: [String],
        _ codes: [DataFinding.Code] = []
    ) {
        self.init(what, name, Data(content.utf8), columns: columns, rows, codes)
    }

    init(
        _ what: String, _ name: String, _ content: Data, columns: ColumnSelection = ColumnSelection(), _ rows: [String],
        _ codes: [DataFinding.Code] = []
    ) {
        self.what = what
        self.name = name
        self.content = content
        self.columns = columns
        self.rows = rows
        self.codes = codes
    }

    /// Reads the file, also through a pipe with several buffer sizes, and compares the results.
    func check(in directory: TemporaryDirectory, labelled: Bool = false, streams: Bool = true) throws {
        let path = try directory.write(name, content)
        let reader = try RowReader(path: path, columns: columns, requiresLabel: labelled)
        #expect(try Self.rows(of: reader) == rows)
        #expect(reader.findings.map(\.code) == codes)
        for size in streams ? [1, 5, 64] : [] {
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            let lines = LineReader(descriptor: descriptor, name: "input", bufferSize: size)
            let stream = try RowReader(
                stream: lines, format: FileFormat(path: path), columns: columns, requiresLabel: labelled)
            #expect(try Self.rows(of: stream) == rows, "through buffers of \(size) bytes")
        }
    }

    static func rows(of reader: RowReader) throws -> [String] {
        var rows: [String] = []
        while let result = try reader.nextResult() {
            switch result {
            case .row(let row): rows.append([row.text, row.label].compactMap(\.self).joined(separator: "|"))
            case .rejected: rows.append("!")
            }
        }
        return rows
    }
}
