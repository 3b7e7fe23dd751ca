import GRDB

/// The tables of the run log. A value that is not a number is stored as NULL, since SQLite has no NaN.
enum RunLogSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs") { database in
            // Run numbers are never reused, even if the run has been removed.
            try database.create(table: "runDay") { table in
                table.primaryKey("day", .text)
                table.column("runCount", .integer).notNull()
            }
            try database.create(table: "run") { table in
                table.autoIncrementedPrimaryKey("position")
                table.column("id", .text).notNull().unique()
                table.column("state", .text).notNull()
                table.column("started", .double).notNull()
                table.column("ended", .double)
                table.column("output", .text).notNull()
                table.column("configuration", .text).notNull()
                table.column("modelPath", .text).notNull()
                table.column("modelSHA256", .text)
                table.column("processor", .text).notNull()
                table.column("instructionLevel", .text).notNull()
                table.column("threads", .integer).notNull()
                table.column("precision", .text).notNull()
                table.column("version", .text).notNull()
                table.column("host", .text).notNull()
                table.column("bootID", .text).notNull()
                table.column("processID", .integer).notNull()
                table.column("processStart", .text).notNull()
                table.column("seconds", .double)
                table.column("tokensPerSecond", .double)
                table.column("peakMemory", .integer)
                table.column("problem", .text)
            }
            try database.create(table: "runData") { table in
                table.column("run", .text).notNull().references("run", column: "id", onDelete: .cascade)
                table.column("position", .integer).notNull()
                table.column("role", .text).notNull()
                table.column("path", .text).notNull()
                table.column("sha256", .text).notNull()
                table.column("rowCount", .integer).notNull()
                table.primaryKey(["run", "position"])
            }
            try database.create(table: "runMetric") { table in
                table.column("run", .text).notNull().references("run", column: "id", onDelete: .cascade)
                table.column("position", .integer).notNull()
                table.column("name", .text).notNull()
                table.column("value", .double)
                table.primaryKey(["run", "position"])
            }
            try database.create(table: "runPoint") { table in
                table.autoIncrementedPrimaryKey("position")
                table.column("run", .text).notNull().indexed().references("run", column: "id", onDelete: .cascade)
                table.column("step", .integer).notNull()
                table.column("epoch", .integer).notNull()
                table.column("name", .text).notNull()
                table.column("value", .double)
            }
        }
        return migrator
    }
}
