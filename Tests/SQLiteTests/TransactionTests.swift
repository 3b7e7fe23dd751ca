import Foundation
import SQLite
import TestSupport
import Testing

@Suite struct TransactionTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/a.sqlite" }
    private let queue: DatabaseQueue

    init() throws {
        directory = try TemporaryDirectory()
        queue = try DatabaseQueue(path: "\(directory.path)/a.sqlite")
        try queue.write { try $0.execute(sql: "CREATE TABLE t (id INTEGER PRIMARY KEY)") }
    }

    private struct Refusal: Error {}

    private func count() throws -> Int? {
        try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM t") }
    }

    @Test func errorsRollBack() throws {
        try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        #expect(throws: Refusal.self) {
            try queue.write { database in
                try database.execute(sql: "INSERT INTO t VALUES (2)")
                throw Refusal()
            }
        }
        #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (3); INSERT INTO t VALUES (1)") }
        }
        #expect(try count() == 1)
        #expect(try queue.write { _ in 5 } == 5)
    }

    /// SQLite itself ends a transaction after some failures; what follows must not be committed by halves.
    @Test func abortedTransactions() throws {
        let error = #expect(throws: DatabaseError.self) {
            try queue.write { database in
                try database.execute(sql: "INSERT INTO t VALUES (1)")
                try? database.execute(sql: "INSERT OR ROLLBACK INTO t VALUES (1)")
            }
        }
        #expect(error?.resultCode == .abort)
        #expect(try count() == 0)
    }

    @Test func readingCannotWrite() throws {
        let error = #expect(throws: DatabaseError.self) {
            try queue.read { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        }
        #expect(error?.resultCode == .readOnly)
        try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (1)") }
        #expect(try count() == 1)
    }

    @Test func foreignKeysAreEnforced() throws {
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE child (t INTEGER NOT NULL REFERENCES t(id) ON DELETE CASCADE);
                    INSERT INTO t VALUES (1); INSERT INTO child VALUES (1); DELETE FROM t
                    """)
            #expect(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM child") == 0)
        }
        let error = #expect(throws: DatabaseError.self) {
            try queue.write { try $0.execute(sql: "INSERT INTO child VALUES (7)") }
        }
        #expect(error?.extendedResultCode == ResultCode(rawValue: 787))
    }

    @Test func waitingForALock() throws {
        var configuration = DatabaseConfiguration()
        configuration.busyTimeout = 0.3
        let other = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write { database in
            try database.execute(sql: "INSERT INTO t VALUES (1)")
            let start = ContinuousClock.now
            let error = #expect(throws: DatabaseError.self) { try other.write { _ in } }
            #expect(error?.resultCode == .busy)
            #expect(error?.message == "database is locked")
            #expect(start.duration(to: .now) >= .milliseconds(250))
        }
        try other.write { try $0.execute(sql: "INSERT INTO t VALUES (2)") }
        #expect(try count() == 2)
    }

    @Test func lockThatIsReleasedInTime() throws {
        var configuration = DatabaseConfiguration()
        configuration.busyTimeout = 30
        let other = try DatabaseQueue(path: path, configuration: configuration)
        let isLocked = DispatchSemaphore(value: 0)
        let done = DispatchGroup()
        DispatchQueue.global().async(group: done) { [queue] in
            try? queue.write { database in
                try database.execute(sql: "INSERT INTO t VALUES (1)")
                isLocked.signal()
                usleep(200_000)
            }
        }
        isLocked.wait()
        try other.write { try $0.execute(sql: "INSERT INTO t VALUES (2)") }
        done.wait()
        #expect(try count() == 2)
    }
}
