import Foundation
import SQLite
import TestSupport
import Testing

/// Values on their way into a database and back.
@Suite struct SQLValueTests {
    private let directory: TemporaryDirectory
    private let queue: DatabaseQueue

    init() throws {
        directory = try TemporaryDirectory()
        queue = try DatabaseQueue(path: "\(directory.path)/a.sqlite")
        try queue.write { try $0.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY, v)") }
    }

    private func stored(_ value: (any SQLConvertible)?) throws -> (value: SQLValue?, type: String?) {
        try queue.write { database in
            try database.execute(sql: "INSERT INTO t (v) VALUES (?)", arguments: [value])
            let id = database.lastInsertedRowID
            return (
                try SQLRow.fetchOne(database, sql: "SELECT v FROM t WHERE id = ?", arguments: [id])?.values.first,
                try String.fetchOne(database, sql: "SELECT typeof(v) FROM t WHERE id = ?", arguments: [id])
            )
        }
    }

    @Test(
        arguments: [
            (.integer(0), "integer"), (.integer(.max), "integer"), (.integer(.min), "integer"),
            (.integer(1 << 53 + 1), "integer"), (.real(0.1), "real"), (.real(-.infinity), "real"),
            (.real(.leastNonzeroMagnitude), "real"), (.text(""), "text"), (.text("a\0b\0"), "text"),
            (.text("süß 🦉 e\u{301}"), "text"), (.text(String(repeating: "long ", count: 100_000)), "text"),
            (.blob(Data()), "blob"), (.blob(Data([0, 255, 0])), "blob"),
            (.blob(Data(repeating: 7, count: 3_000_000)), "blob"), (.null, "null"),
        ] as [(SQLValue, String)])
    func roundTrip(_ value: SQLValue, _ type: String) throws {
        let argument: (any SQLConvertible)? =
            switch value {
            case .null: nil
            case .integer(let number): number
            case .real(let number): number
            case .text(let text): text
            case .blob(let bytes): bytes
            }
        let found = try stored(argument)
        #expect(found.value == value)
        #expect(found.type == type)
    }

    /// A slice, whose indices do not start at zero and whose bytes are part of another's.
    @Test func slicesOfBlobs() throws {
        #expect(try stored(Data([1, 2, 3, 4])[1...2]).value == .blob(Data([2, 3])))
    }

    @Test func notANumberIsNull() throws {
        #expect(try stored(Double.nan).value == .null)
    }

    @Test func bytesAreBoundWhereTheyLie() throws {
        let (first, second) = (Data(repeating: 1, count: 5000), Data(repeating: 2, count: 7000))
        try queue.read { database in
            let row = try #require(
                try SQLRow.fetchOne(
                    database, sql: "SELECT ?, ?, ?, ?, ?", arguments: [first, "a", second, Int?.none, 5]))
            #expect(row.values == [.blob(first), .text("a"), .blob(second), .null, .integer(5)])
        }
    }

    @Test func typedAccess() throws {
        try queue.read { database in
            let row = try #require(
                try SQLRow.fetchOne(
                    database, sql: "SELECT 1 AS a, 2.5 AS b, 'x' AS \"c d\", x'00ff' AS e, NULL AS f, 5000000000 AS g"))
            #expect(row.columnNames == ["a", "b", "c d", "e", "f", "g"])
            let (a, b, c, e): (Int, Double, String, Data) = try (row["a"], row["b"], row["c d"], row["e"])
            #expect(a == 1 && b == 2.5 && c == "x" && e == Data([0, 255]))
            let (f, first, real): (String?, Int?, Double) = try (row["f"], row[0], row[0])
            #expect(f == nil && first == 1 && real == 1)
            #expect(try row["f"] ?? 7 == 7)
            let prefix = "SQLite error 20: column"
            #expect(message { let _: Int = try row["c d"] } == "\(prefix) c d: expected Int, found text")
            #expect(message { let _: String = try row["f"] } == "\(prefix) f: expected String, found null")
            #expect(message { let _: Int32 = try row["g"] } == "\(prefix) g: expected Int32, found integer")
            #expect(message { let _: Int? = try row["b"] } == "\(prefix) b: expected Int, found real")
            #expect(message { let _: Int = try row["missing"] } == "SQLite error 1: no such column: missing")
        }
    }

    @Test func firstColumns() throws {
        try queue.write { database in
            try database.execute(sql: "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL)")
            #expect(try String.fetchAll(database, sql: "SELECT v FROM t WHERE id < 3 ORDER BY id") == ["a", "b"])
            #expect(try String.fetchOne(database, sql: "SELECT v FROM t WHERE id = 3") == nil)
            #expect(try String.fetchOne(database, sql: "SELECT v FROM t WHERE id = 4") == nil)
            #expect(throws: DatabaseError.self) { try String.fetchAll(database, sql: "SELECT v FROM t") }
            #expect(try SQLRow.fetchAll(database, sql: "SELECT * FROM t").count == 3)
            #expect(try SQLRow.fetchAll(database, sql: "SELECT * FROM t WHERE id > 3").isEmpty)
        }
    }
}
