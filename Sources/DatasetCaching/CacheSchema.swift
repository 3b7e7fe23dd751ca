import GRDB

/// The tables of the cache.
///
/// A dataset's rows are stored in chunks of a few thousand, and the vectors of a feature have consecutive ids; both are
/// read in order without a separate index.
enum CacheSchema {
    /// A part of every key: a change to the meaning of blobs makes old entries unreachable.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("datasets and features") { try createFirst($0) }
        migrator.registerMigration("rows in chunks") { database in
            try createChunks(database)
            try RowMigration.run(database)
            for table in ["datasetRow", "datasetLabel", "dataset"] { try database.drop(table: table) }
        }
        migrator.registerMigration("check sums of features") { try addFeatureChecksums($0) }
        migrator.registerMigration("findings of data sets") { database in
            // A JSON array of findings; empty in entries that are older than findings.
            try database.alter(table: "encodedDataset") { table in
                table.add(column: "findings", .text).notNull().defaults(to: "")
            }
        }
        migrator.registerMigration("bad rows of data sets") { database in
            // A JSON array of rows that were left out; empty for none.
            try database.alter(table: "encodedDataset") { table in
                table.add(column: "badRows", .text).notNull().defaults(to: "")
            }
        }
        return migrator
    }

    private static func createFirst(_ database: Database) throws {
        try database.create(table: "dataset") { table in
            table.primaryKey("key", .text)
            table.column("sha256", .text).notNull()
            table.column("firstRow", .integer).notNull()
            table.column("rowCount", .integer).notNull()
        }
        try database.create(table: "datasetLabel") { table in
            table.column("key", .text).notNull().references("dataset", onDelete: .cascade)
            table.column("position", .integer).notNull()
            table.column("name", .text).notNull()
            table.primaryKey(["key", "position"])
        }
        try database.create(table: "datasetRow") { table in
            table.primaryKey("id", .integer)
            table.column("ids", .blob).notNull()
            table.column("typeIDs", .blob)
            table.column("label", .integer)
            table.column("line", .integer).notNull()
            table.column("truncatedTokenCount", .integer).notNull()
        }
        try database.create(table: "feature") { table in
            table.primaryKey("key", .text)
            table.column("width", .integer).notNull()
            table.column("firstRow", .integer).notNull()
            table.column("rowCount", .integer).notNull()
        }
        try database.create(table: "featureRow") { table in
            table.primaryKey("id", .integer)
            table.column("vector", .blob).notNull()
        }
    }

    /// An entry without `completed` is being written or was abandoned; times are seconds since 1970.
    private static func createChunks(_ database: Database) throws {
        try database.create(table: "encodedDataset") { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("key", .text).notNull().indexed()
            table.column("sha256", .text).notNull()
            table.column("path", .text).notNull()
            table.column("format", .text).notNull()
            table.column("encoding", .text).notNull()
            table.column("rowCount", .integer).notNull()
            table.column("tokenCount", .integer).notNull()
            table.column("truncatedRowCount", .integer).notNull()
            table.column("byteCount", .integer).notNull()
            table.column("created", .double).notNull()
            table.column("lastUsed", .double).notNull()
            table.column("completed", .boolean).notNull()
        }
        // The number that identifies a label in chunks, in the order of first rows, and its position among the sorted
        // names.
        try database.create(table: "encodedLabel") { table in
            table.column("dataset", .integer).notNull().references("encodedDataset", onDelete: .cascade)
            table.column("number", .integer).notNull()
            table.column("position", .integer).notNull()
            table.column("name", .text).notNull()
            table.primaryKey(["dataset", "number"])
        }
        try database.create(table: "encodedChunk") { table in
            table.autoIncrementedPrimaryKey("id")
            table.column("dataset", .integer).notNull().indexed().references("encodedDataset", onDelete: .cascade)
            table.column("rowCount", .integer).notNull()
            table.column("checksum", .integer).notNull()
            table.column("content", .blob).notNull()
        }
        // A description of the encoding, as a text that many datasets share.
        try database.create(table: "encodingText") { table in
            table.primaryKey("hash", .text)
            table.column("content", .text).notNull()
        }
        try database.alter(table: "feature") { table in
            table.add(column: "created", .double).notNull().defaults(to: 0)
            table.add(column: "lastUsed", .double).notNull().defaults(to: 0)
        }
        try database.create(table: "cacheState") { table in
            table.primaryKey("name", .text)
            table.column("value", .double).notNull()
        }
    }

    /// Vectors without a checksum are recomputed when they are needed.
    private static func addFeatureChecksums(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM featureRow")
        try database.drop(table: "feature")
        try database.create(table: "feature") { table in
            table.primaryKey("key", .text)
            table.column("width", .integer).notNull()
            table.column("firstRow", .integer).notNull()
            table.column("rowCount", .integer).notNull()
            table.column("checksum", .integer).notNull()
            table.column("created", .double).notNull()
            table.column("lastUsed", .double).notNull()
        }
    }
}
