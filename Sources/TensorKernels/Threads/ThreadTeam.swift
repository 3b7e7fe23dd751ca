import CTensorKernels
import Foundation
import InputOutput
import Synchronization

/// A team of threads that wait between short parallel regions; the calling thread is one of them.
///
/// A region has a share for each thread. If a thread has not started when the caller is done with its own share,
/// because it sleeps or its processor is busy with another program, the caller does that share too.
///
/// Regions of several callers run one after another. A region must not start another one on the same team.
public final class ThreadTeam: Sendable {
    private struct Team: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// The number of threads.
    public let count: Int
    private let team: Team

    /// The team that the process shares, with one thread for each processor available to it, or the number of threads
    /// given by the variable `FLEDGE_THREADS`.
    public static let shared = ThreadTeam(count: WorkerThreads.count)

    /// A team of the calling thread alone, for work that already runs on one of several threads.
    public static let alone = ThreadTeam(count: 1)

    public init(count: Int) {
        precondition(count > 0, "a team needs at least one thread")
        OpenBLAS.prepare()
        if let pointer = fledge_team_create(Int32(count)) {
            team = Team(pointer: pointer)
            self.count = count
        } else if let pointer = fledge_team_create(1) {
            team = Team(pointer: pointer)
            self.count = 1
        } else {
            preconditionFailure("out of memory")
        }
    }

    deinit { fledge_team_destroy(team.pointer) }

    /// Calls `body` once for each thread, with the thread's index, and returns when all calls have returned.
    public func run(_ body: (_ thread: Int) -> Void) {
        guard count > 1 else { return body(0) }
        withoutActuallyEscaping(body) { body in
            withUnsafePointer(to: body) { context in
                fledge_team_run(
                    team.pointer,
                    { context, thread in
                        context?.assumingMemoryBound(to: ((Int) -> Void).self).pointee(Int(thread))
                    }, UnsafeMutableRawPointer(mutating: context))
            }
        }
    }

    /// Splits `0..<total` into one range per thread, as equal in length as cuts at multiples of `granularity` allow,
    /// and calls `body` with each.
    ///
    /// A total of at most `granularity` stays on the calling thread.
    public func split(_ total: Int, granularity: Int = 1, _ body: (Range<Int>) -> Void) {
        guard total > granularity, count > 1 else { return body(0..<total) }
        func cut(_ thread: Int) -> Int {
            guard thread < count else { return total }
            return min((total * thread / count + granularity / 2) / granularity * granularity, total)
        }
        run { thread in
            let (first, last) = (cut(thread), cut(thread + 1))
            if first < last { body(first..<last) }
        }
    }

    /// Calls `body` for each of `0..<total`, each on the next free thread.
    public func forEach(_ total: Int, _ body: (_ thread: Int, _ item: Int) -> Void) {
        let next = Atomic<Int>(0)
        run { thread in
            while true {
                let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard item < total else { return }
                body(thread, item)
            }
        }
    }
}
