/// A list of changes that bring the tables of a database up to date, each of which is applied once.
///
/// The table `grdb_migrations` lists the changes that have been applied. Its name and form are those of GRDB.swift, with
/// which Fledge wrote its databases earlier.
package struct DatabaseMigrator: Sendable {
    private struct Migration: Sendable {
        var identifier: String
        var migrate: @Sendable (Database) throws -> Void
    }

    private static let table = "grdb_migrations"
    private var migrations: [Migration] = []

    package init() {}

    /// Appends a migration.
    ///
    /// - Parameters:
    ///   - identifier: The name that is stored.
    ///   - migrate: The change. It runs in a transaction, with foreign keys checked at the end instead of enforced.
    package mutating func registerMigration(
        _ identifier: String, migrate: @escaping @Sendable (Database) throws -> Void
    ) {
        precondition(!migrations.contains { $0.identifier == identifier }, "two migrations are named \(identifier)")
        migrations.append(Migration(identifier: identifier, migrate: migrate))
    }

    /// Tells whether a migration has been applied that is not known, as by a newer version of the program.
    package func hasBeenSuperseded(_ database: Database) throws -> Bool {
        try !appliedIdentifiers(database).isSubset(of: migrations.map(\.identifier))
    }

    /// Tells whether all migrations have been applied.
    package func hasCompletedMigrations(_ database: Database) throws -> Bool {
        try appliedIdentifiers(database).isSuperset(of: migrations.map(\.identifier))
    }

    /// Applies the migrations that have not been applied, each in a transaction of its own.
    ///
    /// - Parameter database: A connection outside of a transaction, since foreign keys cannot be disabled within one.
    package func migrate(_ database: Database) throws {
        try database.execute(
            sql: "CREATE TABLE IF NOT EXISTS \(Self.table) (identifier TEXT NOT NULL PRIMARY KEY)")
        let applied = try appliedIdentifiers(database)
        for migration in migrations where !applied.contains(migration.identifier) {
            // The procedure of sqlite.org/lang_altertable.html#otheralter: tables can be replaced without removing the
            // rows that refer to them.
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
            try database.inTransaction(.immediate) {
                try migration.migrate(database)
                try database.execute(
                    sql: "INSERT INTO \(Self.table) (identifier) VALUES (?)", arguments: [migration.identifier])
                try database.checkForeignKeys()
            }
        }
    }

    private func appliedIdentifiers(_ database: Database) throws -> Set<String> {
        guard try database.tableExists(Self.table) else { return [] }
        return try Set(String.fetchAll(database, sql: "SELECT identifier FROM \(Self.table)"))
    }
}
