import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct DatabaseMigratorTests {
    private let directory: TemporaryDirectory
    private let queue: DatabaseQueue

    init() throws {
        directory = try TemporaryDirectory()
        queue = try DatabaseQueue(path: "\(directory.path)/a.sqlite")
    }

    private struct Refusal: Error {}

    private func migrator(_ statements: (String, String)...) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (identifier, sql) in statements {
            migrator.registerMigration(identifier) { try $0.execute(sql: sql) }
        }
        return migrator
    }

    private func identifiers() throws -> [String] {
        try queue.read { try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid") }
    }

    @Test func newFile() throws {
        let migrator = migrator(("first", "CREATE TABLE a (x)"), ("second", "ALTER TABLE a ADD COLUMN y"))
        #expect(try !queue.read(migrator.hasCompletedMigrations))
        #expect(try !queue.read(migrator.hasBeenSuperseded))
        for _ in 1...2 {
            try queue.writeWithoutTransaction(migrator.migrate)
            #expect(try queue.read(migrator.hasCompletedMigrations))
            #expect(try !queue.read(migrator.hasBeenSuperseded))
            #expect(try identifiers() == ["first", "second"])
        }
        #expect(
            try queue.read { try String.fetchAll($0, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL") } == [
                "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)", "CREATE TABLE a (x, y)",
            ])
    }

    /// A file as GRDB.swift wrote it, one migration behind.
    @Test func fileOfAnEarlierVersion() throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
                    INSERT INTO grdb_migrations (identifier) VALUES ('first');
                    CREATE TABLE "a" ("x" INTEGER PRIMARY KEY)
                    """)
        }
        let migrator = migrator(("first", "CREATE TABLE a (x)"), ("second", "ALTER TABLE a ADD COLUMN y"))
        #expect(try !queue.read(migrator.hasCompletedMigrations))
        try queue.writeWithoutTransaction(migrator.migrate)
        #expect(try identifiers() == ["first", "second"])
    }

    @Test func fileOfANewerVersion() throws {
        try queue.writeWithoutTransaction(
            migrator(("first", "CREATE TABLE a (x)"), ("second", "CREATE TABLE b (x)")).migrate)
        let older = migrator(("first", "CREATE TABLE a (x)"))
        #expect(try queue.read(older.hasBeenSuperseded))
        #expect(try queue.read(older.hasCompletedMigrations))
    }

    /// The migrations before one that fails stay.
    @Test func failure() throws {
        var migrator = migrator(("first", "CREATE TABLE a (x)"))
        migrator.registerMigration("second") { database in
            try database.execute(sql: "CREATE TABLE b (x)")
            throw Refusal()
        }
        #expect(throws: Refusal.self) { try queue.writeWithoutTransaction(migrator.migrate) }
        #expect(try identifiers() == ["first"])
        #expect(try queue.read { try !$0.tableExists("b") })
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA foreign_keys") } == 1)
    }

    /// A table can be replaced although rows refer to it, but no reference may lead nowhere in the end.
    @Test func foreignKeys() throws {
        let tables = (
            "tables",
            """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a INTEGER NOT NULL REFERENCES a(id) ON DELETE CASCADE);
            INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);
            """
        )
        let replacement = (
            "replacement",
            """
            CREATE TABLE c (id INTEGER PRIMARY KEY, x); INSERT INTO c SELECT id, 0 FROM a;
            DROP TABLE a; ALTER TABLE c RENAME TO a
            """
        )
        let violation = ("violation", "DELETE FROM a")
        let error = #expect(throws: DatabaseError.self) {
            try queue.writeWithoutTransaction(migrator(tables, replacement, violation).migrate)
        }
        #expect(error?.extendedResultCode == .foreignKeyConstraint)
        #expect(error?.message == "FOREIGN KEY constraint violation - from b to a")
        #expect(try identifiers() == ["tables", "replacement"])
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM b") } == 1)
    }
}
