import Foundation
import Synchronization

/// The threads that independent work is spread over.
public enum WorkerThreads {
    /// How many there are: as many as the variable `FLEDGE_THREADS` says, else one for each processor that this process
    /// may use.
    public static let count: Int =
        ProcessInfo.processInfo.environment["FLEDGE_THREADS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        ?? ProcessInfo.processInfo.activeProcessorCount

    /// Calls `body` once for each index, in order of the indices but on ``count`` threads at a time.
    public static func forEach(_ indices: Range<Int>, _ body: @Sendable (Int) -> Void) {
        let next = Atomic(indices.lowerBound)
        DispatchQueue.concurrentPerform(iterations: min(count, indices.count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < indices.upperBound else { return }
                body(index)
            }
        }
    }
}
