extension Database {
    /// Runs one or several statements, separated by semicolons; rows are ignored.
    ///
    /// - Parameter arguments: The values of the question marks, of all statements one after the other.
    package func execute(sql: String, arguments: [(any SQLConvertible)?] = []) throws {
        var rest = arguments[...]
        try withStatements(in: sql) { statement in
            let own = rest.prefix(statement.argumentCount)
            rest = rest.dropFirst(own.count)
            try statement.execute(arguments: Array(own))
        }
        guard rest.isEmpty else {
            throw DatabaseError(
                resultCode: .misuse, message: "wrong number of statement arguments: \(arguments.count)")
        }
    }

    /// Returns a statement that stays prepared until the connection is closed.
    package func cachedStatement(sql: String) throws -> Statement {
        if let statement = cachedStatements[sql], !statement.isRunning { return statement }
        let statement = try statement(sql: sql, isPersistent: true)
        cachedStatements[sql] = statement
        return statement
    }

    /// Prepares a single statement.
    func statement(sql: String, isPersistent: Bool = false) throws -> Statement {
        var sql = sql
        return try sql.withUTF8 { text in
            var rest = text
            guard let statement = try Statement(first: &rest, of: connection, isPersistent: isPersistent) else {
                throw DatabaseError(resultCode: .misuse, message: "empty statement")
            }
            return statement
        }
    }

    /// Prepares each statement after the previous one has been passed to `body`, since it may need its tables.
    private func withStatements(in sql: String, _ body: (Statement) throws -> Void) throws {
        var sql = sql
        try sql.withUTF8 { text in
            var rest = text
            while !rest.isEmpty {
                let count = rest.count
                if let statement = try Statement(first: &rest, of: connection) {
                    try body(statement)
                } else if rest.count == count {
                    return
                }
            }
        }
    }
}
