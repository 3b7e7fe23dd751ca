extension SQLRow {
    /// All rows of a query.
    package static func fetchAll(
        _ database: Database, sql: String, arguments: [(any SQLConvertible)?] = []
    ) throws -> [SQLRow] {
        try fetch(database, sql: sql, arguments: arguments, onlyFirst: false)
    }

    /// The first row of a query; `nil` if there is none.
    package static func fetchOne(
        _ database: Database, sql: String, arguments: [(any SQLConvertible)?] = []
    ) throws -> SQLRow? {
        try fetch(database, sql: sql, arguments: arguments, onlyFirst: true).first
    }

    private static func fetch(
        _ database: Database, sql: String, arguments: [(any SQLConvertible)?], onlyFirst: Bool
    ) throws -> [SQLRow] {
        let statement = try database.statement(sql: sql)
        let names = (0..<statement.columnCount).map(statement.columnName)
        var rows: [SQLRow] = []
        try statement.run(arguments) {
            rows.append(SQLRow(columnNames: names, values: names.indices.map(statement.value)))
            return !onlyFirst
        }
        return rows
    }
}

extension SQLConvertible {
    /// The values in the first column of a query.
    package static func fetchAll(
        _ database: Database, sql: String, arguments: [(any SQLConvertible)?] = []
    ) throws -> [Self] {
        var values: [Self] = []
        try database.statement(sql: sql).forEachRow(arguments: arguments) { values.append(try $0[0]) }
        return values
    }

    /// The value in the first column of a query's first row; `nil` if there is no row, or if it is NULL.
    package static func fetchOne(
        _ database: Database, sql: String, arguments: [(any SQLConvertible)?] = []
    ) throws -> Self? {
        try SQLRow.fetchOne(database, sql: sql, arguments: arguments).flatMap { try $0[0] }
    }
}
