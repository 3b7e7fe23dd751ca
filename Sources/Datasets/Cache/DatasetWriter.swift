import Foundation
import GRDB
import Synchronization

/// Stores a data set chunk by chunk on a thread of its own, in short transactions that let other writers in between.
///
/// An entry that is not finished never counts, and goes when it is cancelled or an hour later.
final class DatasetWriter: Sendable {
    private struct State {
        var dataset: Int64?
        var failure: (any Error)?
    }

    private let pool: DatabasePool
    private let description: DatasetDescription
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "fledge.dataset.writer")
    /// How many chunks may wait, so that memory does not grow where storing is slow.
    private let slots = DispatchSemaphore(value: 4)

    init(_ pool: DatabasePool, _ description: DatasetDescription) {
        self.pool = pool
        self.description = description
    }

    /// Stores rows, some time later.
    func add(_ rows: [EncodedRow]) {
        slots.wait()
        queue.async { [self] in
            defer { slots.signal() }
            attempt {
                let chunk = EncodedChunk(rows)
                try pool.write { database in
                    let dataset = try state.withLock { $0.dataset } ?? DatasetTable.begin(description, in: database)
                    try DatasetTable.append(rows, chunk, to: dataset, in: database)
                    state.withLock { $0.dataset = dataset }
                }
            }
        }
    }

    /// Waits until all is stored and makes it count.
    ///
    /// - Throws: Why something could not be stored; nothing of it is left then.
    func finish(occurring names: [String], findings: [DataFinding], badRows: [RejectedRow]) throws {
        queue.sync {
            attempt {
                try pool.write { database in
                    let dataset = try state.withLock { $0.dataset } ?? DatasetTable.begin(description, in: database)
                    try DatasetTable.complete(
                        dataset, key: description.key, occurring: names, findings: findings, badRows: badRows,
                        in: database)
                }
            }
        }
        guard let failure = state.withLock({ $0.failure }) else { return }
        cancel()
        throw failure
    }

    /// Removes what was stored.
    func cancel() {
        queue.sync {
            guard let dataset = state.withLock({ $0.dataset }) else { return }
            try? pool.write { try DatasetTable.remove(dataset, in: $0) }
        }
    }

    /// Works unless something failed before.
    private func attempt(_ work: () throws -> Void) {
        guard state.withLock({ $0.failure == nil }) else { return }
        do {
            try work()
        } catch {
            state.withLock { $0.failure = error }
        }
    }
}
