import Foundation
import SQLite
import Synchronization
import TestSupport
import Testing

@Suite struct DatabasePoolTests {
    private let directory: TemporaryDirectory
    private var path: String { "\(directory.path)/a.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private func pool(readerCount: Int = 4) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, busyTimeout: 30, readerCount: readerCount)
        try pool.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL);
                    INSERT OR IGNORE INTO account VALUES (1, 1000), (2, 1000)
                    """)
        }
        return pool
    }

    private static func total(_ database: Database) throws -> Int? {
        try Int.fetchOne(database, sql: "SELECT SUM(amount) FROM account")
    }

    private func inThreads(_ count: Int, _ work: @escaping @Sendable (Int) throws -> Void) {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                do { try work(number) } catch { Issue.record(error) }
                group.leave()
            }
        }
        group.wait()
    }

    /// A reader's transaction sees neither what is being written nor what is committed meanwhile.
    @Test func readersSeeASnapshot() throws {
        let pool = try pool()
        try pool.read { reader in
            #expect(try Self.total(reader) == 2000)
            try pool.write { writer in
                try writer.execute(sql: "UPDATE account SET amount = 0")
                #expect(try Self.total(writer) == 0)
                #expect(try Self.total(reader) == 2000)
            }
            #expect(try Self.total(reader) == 2000)
        }
        #expect(try pool.read(Self.total) == 0)
    }

    @Test func readersCannotWrite() throws {
        let pool = try pool()
        let error = #expect(throws: DatabaseError.self) {
            try pool.read { try $0.execute(sql: "DELETE FROM account") }
        }
        #expect(error?.resultCode == .readOnly)
        #expect(try pool.read(Self.total) == 2000)
    }

    /// Exactly as many readers as there are connections run at the same time; the others wait.
    @Test func numberOfReaders() throws {
        let pool = try pool(readerCount: 3)
        let counts = Mutex((now: 0, most: 0))
        inThreads(12) { _ in
            try pool.read { database in
                counts.withLock { counts in
                    counts.now += 1
                    counts.most = max(counts.most, counts.now)
                }
                let deadline = Date().addingTimeInterval(20)
                while counts.withLock({ $0.most < 3 }), Date() < deadline { usleep(1000) }
                let total = try Self.total(database)
                #expect(total == 2000)
                counts.withLock { $0.now -= 1 }
            }
        }
        #expect(counts.withLock { $0.most } == 3)
    }

    /// Transfers between accounts, during which the sum is always the same; in two pools, as in two processes.
    @Test func manyThreads() throws {
        let pools = try [pool(), pool()]
        inThreads(12) { number in
            let pool = pools[number % 2]
            for turn in 0..<100 {
                if number < 4 {
                    try pool.write { database in
                        let statement = try database.cachedStatement(
                            sql: "UPDATE account SET amount = amount + ? WHERE id = ?")
                        try statement.execute(arguments: [turn, 1])
                        try statement.execute(arguments: [-turn, 2])
                    }
                } else {
                    let totals = try pool.read { try [Self.total($0), Self.total($0)] }
                    #expect(totals == [2000, 2000])
                }
            }
        }
        let amounts = try pools[0].read { try Int.fetchAll($0, sql: "SELECT amount FROM account ORDER BY id") }
        #expect(amounts == [1000 + 4 * 4950, 1000 - 4 * 4950])
    }

    @Test func readerThatThrowsIsUsedAgain() throws {
        struct Refusal: Error {}
        let pool = try pool(readerCount: 1)
        for _ in 1...3 {
            #expect(throws: Refusal.self) {
                try pool.read { database in
                    _ = try Self.total(database)
                    throw Refusal()
                }
            }
        }
        #expect(try pool.read(Self.total) == 2000)
    }

    /// Closing waits for those who read, and leaves a single file.
    @Test func closing() throws {
        let pool = try pool()
        let isReading = DispatchSemaphore(value: 0)
        let total = Mutex<Int?>(nil)
        let done = DispatchGroup()
        DispatchQueue.global().async(group: done) {
            try? pool.read { database in
                isReading.signal()
                usleep(100_000)
                let found = try Self.total(database)
                total.withLock { $0 = found }
            }
        }
        isReading.wait()
        inThreads(3) { _ in pool.close() }
        #expect(total.withLock { $0 } == 2000)
        done.wait()
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.sqlite"])
        let closed = DatabaseError(resultCode: .misuse, message: "Connection is closed")
        #expect(throws: closed) { try pool.read { _ in } }
        #expect(throws: closed) { try pool.write { _ in } }
        #expect(throws: closed) { try pool.writeWithoutTransaction { try $0.execute(sql: "VACUUM") } }
    }

    @Test func releaseCloses() throws {
        do { #expect(try pool().read(Self.total) == 2000) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.sqlite"])
    }
}
