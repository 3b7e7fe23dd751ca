import Datasets
import Foundation
import SQLite
import Synchronization

/// Stores a dataset chunk by chunk on a separate thread, in short transactions that let other writers in between.
///
/// An unfinished entry never counts; it is removed when it is cancelled, or after an hour.
final class DatasetWriter: Sendable {
    private struct State {
        var dataset: Int64?
        var failure: (any Error)?
    }

    private let pool: DatabasePool
    private let description: DatasetDescription
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "fledge.dataset.writer")
    /// The number of chunks that may wait, so that memory does not grow if storing is slow.
    private let slots = DispatchSemaphore(value: 4)

    init(_ pool: DatabasePool, _ description: DatasetDescription) {
        self.pool = pool
        self.description = description
    }

    /// Stores rows asynchronously.
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

    /// Waits until everything is stored, and completes the entry.
    ///
    /// - Throws: The error that prevented storing; nothing is left of the entry then.
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

    /// Removes what has been stored.
    func cancel() {
        queue.sync {
            guard let dataset = state.withLock({ $0.dataset }) else { return }
            try? pool.write { try DatasetTable.remove(dataset, in: $0) }
        }
    }

    /// Runs the work unless an earlier step failed.
    private func attempt(_ work: () throws -> Void) {
        guard state.withLock({ $0.failure == nil }) else { return }
        do {
            try work()
        } catch {
            state.withLock { $0.failure = error }
        }
    }
}
