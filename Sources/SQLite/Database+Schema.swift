extension Database {
    /// Tells whether a table exists; names are compared without regard to case, as SQLite does.
    package func tableExists(_ name: String) throws -> Bool {
        try Int.fetchOne(
            self, sql: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", arguments: [name]
        ) != nil
    }

    /// Throws an error if a foreign key refers to a row that does not exist.
    func checkForeignKeys() throws {
        let violation = try SQLRow.fetchOne(self, sql: "PRAGMA foreign_key_check")
        guard let violation else { return }
        let (table, parent): (String, String) = try (violation[0], violation[2])
        throw DatabaseError(
            resultCode: .foreignKeyConstraint,
            message: "FOREIGN KEY constraint violation - from \(table) to \(parent)")
    }
}
