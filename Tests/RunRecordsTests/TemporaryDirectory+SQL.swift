import GRDB
import TestSupport

extension TemporaryDirectory {
    /// Changes a database behind the log's back.
    func change(_ path: String, _ sql: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }
}
