import SQLite

/// The tables of the run log. A value that is not a number is stored as NULL, since SQLite has no NaN.
enum RunLogSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs") { try $0.execute(sql: first) }
        return migrator
    }

    private static let first = """
        -- Run numbers are never reused, even if the run has been removed.
        CREATE TABLE runDay (day TEXT PRIMARY KEY NOT NULL, runCount INTEGER NOT NULL);

        CREATE TABLE run (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL,
            started DOUBLE NOT NULL,
            ended DOUBLE,
            output TEXT NOT NULL,
            configuration TEXT NOT NULL,
            modelPath TEXT NOT NULL,
            modelSHA256 TEXT,
            processor TEXT NOT NULL,
            instructionLevel TEXT NOT NULL,
            threads INTEGER NOT NULL,
            precision TEXT NOT NULL,
            version TEXT NOT NULL,
            host TEXT NOT NULL,
            bootID TEXT NOT NULL,
            processID INTEGER NOT NULL,
            processStart TEXT NOT NULL,
            seconds DOUBLE,
            tokensPerSecond DOUBLE,
            peakMemory INTEGER,
            problem TEXT);

        CREATE TABLE runData (
            run TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            role TEXT NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            rowCount INTEGER NOT NULL,
            PRIMARY KEY (run, position));

        CREATE TABLE runMetric (
            run TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            value DOUBLE,
            PRIMARY KEY (run, position));

        CREATE TABLE runPoint (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            run TEXT NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            step INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            name TEXT NOT NULL,
            value DOUBLE);
        CREATE INDEX runPoint_on_run ON runPoint(run);
        """
}
