import SQLite

/// The tables of the cache.
///
/// A dataset's rows are stored in chunks of a few thousand, and the vectors of a feature have consecutive ids; both are
/// read in order without a separate index.
enum CacheSchema {
    /// A part of every key: a change to the meaning of blobs makes old entries unreachable.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("datasets and features") { try $0.execute(sql: first) }
        migrator.registerMigration("rows in chunks") { database in
            try database.execute(sql: chunks)
            try RowMigration.run(database)
            try database.execute(sql: "DROP TABLE datasetRow; DROP TABLE datasetLabel; DROP TABLE dataset")
        }
        migrator.registerMigration("check sums of features") { try $0.execute(sql: featureChecksums) }
        migrator.registerMigration("findings of data sets") { database in
            // A JSON array of findings; empty in entries that are older than findings.
            try database.execute(sql: "ALTER TABLE encodedDataset ADD COLUMN findings TEXT NOT NULL DEFAULT ''")
        }
        migrator.registerMigration("bad rows of data sets") { database in
            // A JSON array of rows that were left out; empty for none.
            try database.execute(sql: "ALTER TABLE encodedDataset ADD COLUMN badRows TEXT NOT NULL DEFAULT ''")
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE dataset (
            key TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL, firstRow INTEGER NOT NULL, rowCount INTEGER NOT NULL);
        CREATE TABLE datasetLabel (
            key TEXT NOT NULL REFERENCES dataset(key) ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
            PRIMARY KEY (key, position));
        CREATE TABLE datasetRow (
            id INTEGER PRIMARY KEY, ids BLOB NOT NULL, typeIDs BLOB, label INTEGER, line INTEGER NOT NULL,
            truncatedTokenCount INTEGER NOT NULL);
        CREATE TABLE feature (
            key TEXT PRIMARY KEY NOT NULL, width INTEGER NOT NULL, firstRow INTEGER NOT NULL,
            rowCount INTEGER NOT NULL);
        CREATE TABLE featureRow (id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
        """

    /// An entry without `completed` is being written or was abandoned; times are seconds since 1970.
    private static let chunks = """
        CREATE TABLE encodedDataset (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            path TEXT NOT NULL,
            format TEXT NOT NULL,
            encoding TEXT NOT NULL,
            rowCount INTEGER NOT NULL,
            tokenCount INTEGER NOT NULL,
            truncatedRowCount INTEGER NOT NULL,
            byteCount INTEGER NOT NULL,
            created DOUBLE NOT NULL,
            lastUsed DOUBLE NOT NULL,
            completed BOOLEAN NOT NULL);
        CREATE INDEX encodedDataset_on_key ON encodedDataset(key);

        -- The number that identifies a label in chunks, in the order of first rows, and its position among the sorted
        -- names.
        CREATE TABLE encodedLabel (
            dataset INTEGER NOT NULL REFERENCES encodedDataset(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (dataset, number));

        CREATE TABLE encodedChunk (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            dataset INTEGER NOT NULL REFERENCES encodedDataset(id) ON DELETE CASCADE,
            rowCount INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            content BLOB NOT NULL);
        CREATE INDEX encodedChunk_on_dataset ON encodedChunk(dataset);

        -- A description of the encoding, as a text that many datasets share.
        CREATE TABLE encodingText (hash TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL);

        ALTER TABLE feature ADD COLUMN created DOUBLE NOT NULL DEFAULT 0;
        ALTER TABLE feature ADD COLUMN lastUsed DOUBLE NOT NULL DEFAULT 0;
        CREATE TABLE cacheState (name TEXT PRIMARY KEY NOT NULL, value DOUBLE NOT NULL);
        """

    /// Vectors without a checksum are recomputed when they are needed.
    private static let featureChecksums = """
        DELETE FROM featureRow;
        DROP TABLE feature;
        CREATE TABLE feature (
            key TEXT PRIMARY KEY NOT NULL,
            width INTEGER NOT NULL,
            firstRow INTEGER NOT NULL,
            rowCount INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            created DOUBLE NOT NULL,
            lastUsed DOUBLE NOT NULL);
        """
}
