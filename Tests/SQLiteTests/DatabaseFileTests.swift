import Foundation
import SQLite
import TestSupport
import Testing

/// Files that cannot be opened, read or written, and the settings of those that can.
@Suite struct DatabaseFileTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/a.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private static let readOnly = {
        var configuration = DatabaseConfiguration()
        configuration.isReadOnly = true
        return configuration
    }()

    @Test func notADatabase() throws {
        try directory.write("a.sqlite", String(repeating: "this is no database ", count: 100))
        let error = #expect(throws: DatabaseError.self) { _ = try DatabaseQueue(path: path) }
        #expect(error?.resultCode == .notADatabase)
        #expect(error?.message == "file is not a database")
        #expect(throws: DatabaseError.self) { _ = try DatabasePool(path: path, busyTimeout: 0, readerCount: 1) }
    }

    @Test(arguments: [true, false]) func missingDirectory(isReadOnly: Bool) throws {
        let error = #expect(throws: DatabaseError.self) {
            _ = try DatabaseQueue(
                path: "\(directory.path)/none/a.sqlite",
                configuration: isReadOnly ? Self.readOnly : DatabaseConfiguration())
        }
        #expect(error?.resultCode == .cannotOpen)
        #expect(error?.message == "unable to open database file")
    }

    @Test func readOnlyConnections() throws {
        #expect(throws: DatabaseError.self) { _ = try DatabaseQueue(path: path, configuration: Self.readOnly) }
        #expect(!FileManager.default.fileExists(atPath: path))
        try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)") }
        let queue = try DatabaseQueue(path: path, configuration: Self.readOnly)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT x FROM t") } == 1)
        let error = #expect(throws: DatabaseError.self) {
            try queue.writeWithoutTransaction { try $0.execute(sql: "DELETE FROM t") }
        }
        #expect(error?.resultCode == .readOnly)
    }

    @Test func damagedPages() throws {
        try DatabaseQueue(path: path).write { database in
            try database.execute(sql: "CREATE TABLE t (x)")
            let statement = try database.cachedStatement(sql: "INSERT INTO t VALUES (?)")
            for _ in 0..<100 { try statement.execute(arguments: [Data(repeating: 1, count: 1000)]) }
        }
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: 4096)
        try handle.write(contentsOf: Data(repeating: 0xAB, count: 4096 * 10))
        try handle.close()
        let error = #expect(throws: DatabaseError.self) {
            try DatabaseQueue(path: path).read { try SQLRow.fetchAll($0, sql: "SELECT * FROM t") }
        }
        #expect(error?.resultCode == .corrupt)
    }

    @Test func fullDisk() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: "CREATE TABLE t (x); PRAGMA max_page_count = 4") }
        let error = #expect(throws: DatabaseError.self) {
            try queue.write {
                try $0.execute(sql: "INSERT INTO t VALUES (?)", arguments: [Data(repeating: 1, count: 100_000)])
            }
        }
        #expect(error?.resultCode == .full)
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM t") } == 0)
    }

    @Test(
        arguments: [
            (nil, "delete", 2), (.undoneByPowerFailure, "wal", 1), (.durable, "wal", 2),
        ] as [(DatabaseConfiguration.WriteAheadLog?, String, Int)])
    func settings(_ log: DatabaseConfiguration.WriteAheadLog?, _ mode: String, _ synchronous: Int) throws {
        var configuration = DatabaseConfiguration()
        configuration.log = log
        configuration.busyTimeout = 1.5
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            #expect(try String.fetchOne(database, sql: "PRAGMA journal_mode") == mode)
            #expect(try Int.fetchOne(database, sql: "PRAGMA synchronous") == synchronous)
            #expect(try Int.fetchOne(database, sql: "PRAGMA busy_timeout") == 1500)
            #expect(try Int.fetchOne(database, sql: "PRAGMA foreign_keys") == 1)
            #expect(try !database.tableExists("T"))
            try database.execute(sql: "CREATE TABLE t (x)")
            #expect(try database.tableExists("T"))
        }
    }

    @Test func closedConnections() throws {
        let queue = try DatabaseQueue(path: path)
        queue.close()
        queue.close()
        let error = #expect(throws: DatabaseError.self) { try queue.read { _ in } }
        #expect(error == DatabaseError(resultCode: .misuse, message: "Connection is closed"))
    }

    @Test func codes() {
        let error = DatabaseError(resultCode: ResultCode(rawValue: 778))
        #expect(error.resultCode == .inputOutput)
        #expect("\(error)" == "SQLite error 10: disk I/O error")
    }
}
