import GRDB

/// The tables of the cache.
///
/// The rows of a data set have consecutive ids, so that they are read in order without an index of their own.
enum CacheSchema {
    /// Part of every key: a change of what blobs mean makes old entries unreachable.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("datasets and features") { database in
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
        return migrator
    }
}
