import Foundation
import Synchronization

/// The threads that independent work is spread over.
public enum WorkerThreads {
    /// How many there are: as many as the variable `FLEDGE_THREADS` says, else one for each processor that this process
    /// may keep busy. A number that ``requireSense()`` refuses counts as none.
    public static let count: Int = (try? requested()) ?? AvailableProcessors.count

    /// Makes sure that `FLEDGE_THREADS`, where it is set, holds a number of threads that the processors can run at once.
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
