import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct StatementTests {
    private let directory: TemporaryDirectory
    private let queue: DatabaseQueue

    init() throws {
        directory = try TemporaryDirectory()
        queue = try DatabaseQueue(path: "\(directory.path)/a.sqlite")
        try queue.write { try $0.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT NOT NULL UNIQUE)") }
    }

    private struct Refusal: Error {}

    @Test func severalStatements() throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    -- A comment.
                    CREATE TABLE a (x);; INSERT INTO a VALUES (?), (?);
                    INSERT INTO a VALUES ('a;b'); UPDATE a SET x = ? WHERE x = 2; -- The end.

                    """, arguments: [1, 2, 3])
            #expect(database.changesCount == 1)
            let values = try SQLRow.fetchAll(database, sql: "SELECT x FROM a ORDER BY rowid").flatMap(\.values)
            #expect(values == [.integer(1), .integer(3), .text("a;b")])
        }
    }

    @Test(arguments: [[], [1], [1, 2, 3]]) func numberOfArguments(_ arguments: [Int]) throws {
        try queue.read { database in
            let error = #expect(throws: DatabaseError.self) {
                try database.execute(sql: "SELECT ?, ?", arguments: arguments)
            }
            #expect(error?.resultCode == .misuse)
        }
    }

    @Test func errorsInStatements() throws {
        try queue.read { database in
            #expect(
                message { try database.execute(sql: "SELECT missing FROM t") }
                    == "SQLite error 1: no such column: missing")
            // A misspelt name in double quotes is not a text.
            #expect(
                message { try database.execute(sql: "SELECT \"missing\" FROM t") }
                    == "SQLite error 1: no such column: missing")
            #expect(throws: DatabaseError.self) { try SQLRow.fetchAll(database, sql: " -- nothing") }
        }
    }

    @Test func statementsAreCached() throws {
        try queue.write { database in
            let sql = "INSERT INTO t (v) VALUES (?)"
            let statement = try database.cachedStatement(sql: sql)
            for number in 0..<10 { try statement.execute(arguments: ["\(number)"]) }
            #expect(try database.cachedStatement(sql: sql) === statement)
            #expect(database.lastInsertedRowID == 10)
            // A change of the tables does not invalidate it.
            try database.execute(sql: "ALTER TABLE t ADD COLUMN w")
            try statement.execute(arguments: ["x"])
            #expect(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM t") == 11)
        }
    }

    /// A statement that failed, or whose rows were not all wanted, can be used again and holds no arguments.
    @Test func statementsAreResetAfterErrors() throws {
        try queue.write { database in
            let insertion = try database.cachedStatement(sql: "INSERT INTO t (v) VALUES (?)")
            try insertion.execute(arguments: ["a"])
            let error = #expect(throws: DatabaseError.self) { try insertion.execute(arguments: ["a"]) }
            #expect(error?.resultCode == .constraint)
            #expect(error?.extendedResultCode == ResultCode(rawValue: 2067))
            #expect(error?.message == "UNIQUE constraint failed: t.v")
            #expect(message { try insertion.execute(arguments: [nil]) }?.contains("NOT NULL") == true)
            try insertion.execute(arguments: ["b"])

            let selection = try database.cachedStatement(sql: "SELECT v FROM t WHERE id > ? ORDER BY id")
            for _ in 1...2 {
                #expect(throws: Refusal.self) { try selection.forEachRow(arguments: [0]) { _ in throw Refusal() } }
            }
            var found: [String] = []
            try selection.forEachRow(arguments: [0]) { found.append(try $0[0]) }
            #expect(found == ["a", "b"])
        }
        // Nothing is left running that would prevent this.
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM") }
    }

    @Test func sameStatementWithinItself() throws {
        try queue.write { database in
            try database.execute(sql: "INSERT INTO t (v) VALUES ('a'), ('b')")
            let sql = "SELECT v FROM t ORDER BY id"
            var pairs: [String] = []
            try database.cachedStatement(sql: sql).forEachRow { outer in
                let first: String = try outer[0]
                try database.cachedStatement(sql: sql).forEachRow { pairs.append(first + (try $0[0] as String)) }
            }
            #expect(pairs == ["aa", "ab", "ba", "bb"])
        }
    }

    @Test func cursors() throws {
        try queue.read { database in
            let statement = try database.cachedStatement(sql: "SELECT x'0102' AS a, 'text' AS b, NULL AS c, x'' AS d")
            try statement.forEachRow { cursor in
                #expect(cursor.withBytes(at: 0) { Array($0) } == [1, 2])
                #expect(cursor.withBytes(at: 1) { Array($0) } == nil)
                #expect(cursor.withBytes(at: 2) { Array($0) } == nil)
                #expect(cursor.withBytes(at: 3) { Array($0) } == [])
                let (b, c): (String, Int?) = try (cursor[1], cursor[2])
                #expect(b == "text" && c == nil)
                #expect(message { let _: Int = try cursor[1] } == "SQLite error 20: column b: expected Int, found text")
            }
        }
    }
}
