import SQLite
import TestSupport

extension TemporaryDirectory {
    /// Changes a database without the log's knowledge.
    func change(_ path: String, _ sql: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }
}
