import Foundation
import InputOutput
import SQLite

/// The names that labelling uses in a database, and its SQL statements.
enum SQLiteTable {
    /// The table of labelled rows.
    static let name = "labelled"
    /// The column with the row's number in the input, from 1.
    static let rowNumber = "row"

    /// The files of a database.
    static func files(_ path: String) -> [String] { [path, "\(path)-wal", "\(path)-shm", "\(path)-journal"] }

    /// The statement that creates the table.
    static func creation(_ layout: OutputLayout) -> String {
        let columns =
            ["\(quoted(rowNumber)) INTEGER PRIMARY KEY"] + layout.inputNames.map { "\(quoted($0)) TEXT" }
            + layout.columns.flatMap { column in
                names(column).map { "\(quoted($0)) \(type(column.kind))" }
            }
        return "CREATE TABLE IF NOT EXISTS \(quoted(name)) (\(columns.joined(separator: ", ")))"
    }

    /// The statement that inserts a row.
    static func insertion(_ layout: OutputLayout) -> String {
        let count = 1 + layout.inputNames.count + layout.columns.reduce(0) { $0 + names($1).count }
        return "INSERT INTO \(quoted(name)) VALUES (\([String](repeating: "?", count: count).joined(separator: ",")))"
    }

    /// The database values of a label value.
    static func values(_ value: LabelValue, _ column: LabelColumn) -> [(any SQLConvertible)?] {
        switch (value, column.kind) {
        case (.absent, _): names(column).map { _ in nil }
        case (.number(let number), _): [shortest(number)]
        case (.numbers(let numbers), .vector): [numbers.withUnsafeBytes { Data($0) }]
        case (.numbers(let numbers), _): numbers.map(shortest)
        default: column.cells(value)
        }
    }

    private static func names(_ column: LabelColumn) -> [String] {
        if case .vector = column.kind { [column.name] } else { column.tableNames }
    }

    private static func type(_ kind: LabelColumn.Kind) -> String {
        switch kind {
        case .text, .labels, .json, .lines: "TEXT"
        case .number, .numbers: "REAL"
        case .vector: "BLOB"
        }
    }

    /// The double whose shortest decimal form is that of the 32-bit float: 0.1 rather than 0.10000000149.
    private static func shortest(_ number: Float) -> Double { Double("\(number)") ?? Double(number) }

    private static func quoted(_ name: String) -> String {
        "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
}
