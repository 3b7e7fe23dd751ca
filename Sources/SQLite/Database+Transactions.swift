extension Database {
    /// The time at which a transaction takes its locks.
    package enum TransactionKind: String {
        /// At the first read or write.
        case deferred = "DEFERRED"
        /// At once, for writing, so that the transaction does not fail halfway because another one was faster.
        case immediate = "IMMEDIATE"
    }

    /// Runs `body` in a transaction, which is committed if it returns and rolled back if it throws.
    package func inTransaction<Result>(_ kind: TransactionKind, _ body: () throws -> Result) throws -> Result {
        try execute(sql: "BEGIN \(kind.rawValue) TRANSACTION")
        do {
            let result = try body()
            // SQLite itself rolls back after some failures, for instance if the disk is full.
            guard isInsideTransaction else {
                throw DatabaseError(resultCode: .abort, message: "Transaction was aborted")
            }
            try execute(sql: "COMMIT TRANSACTION")
            return result
        } catch {
            if isInsideTransaction { try? execute(sql: "ROLLBACK TRANSACTION") }
            throw error
        }
    }

    /// Runs `body`, in which statements that write throw an error.
    func readingOnly<Result>(_ body: () throws -> Result) throws -> Result {
        try execute(sql: "PRAGMA query_only = 1")
        defer { try? execute(sql: "PRAGMA query_only = 0") }
        return try body()
    }
}
