import Foundation
import Synchronization

/// The threads that share independent work.
public enum WorkerThreads {
    /// The number of threads: the value of the variable `FLEDGE_THREADS`, else one for each processor available to this
    /// process. A value that ``requireSense()`` rejects is ignored.
    public static let count: Int = (try? requested()) ?? AvailableProcessors.count

    /// Checks that `FLEDGE_THREADS`, if set, is a number of threads that the processors can run at once.
    ///
    /// - Throws: `FledgeError` with category `usage`.
    public static func requireSense() throws { _ = try requested() }

    private static func requested() throws -> Int? {
        guard let word = ProcessInfo.processInfo.environment["FLEDGE_THREADS"], !word.isEmpty else { return nil }
        let processors = ProcessInfo.processInfo.activeProcessorCount
        guard let count = Int(word), (1...processors).contains(count) else {
            throw FledgeError(
                .usage, at: "FLEDGE_THREADS", "the number of threads makes no sense on this machine",
                expected: processors == 1 ? "1" : "1 to \(processors), the processors that this process may run on",
                found: word, advice: "unset the variable for a thread on each processor")
        }
        return count
    }

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
