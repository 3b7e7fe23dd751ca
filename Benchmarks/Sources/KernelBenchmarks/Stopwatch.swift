import Foundation

/// Times short tasks of one thread as the fastest of many runs.
///
/// Time is the CPU time of the thread: it does not advance while another program runs on the processor.
struct Stopwatch {
    /// The seconds to spend on a measurement, preparations included.
    let budget: Double

    private static let fewestRuns = 5

    /// The fewest seconds that `body` took.
    ///
    /// - Parameter prepare: Runs before each run, untimed.
    func fastest(prepare: () -> Void = {}, _ body: () -> Void) -> Double {
        let begin = now()
        var (best, runs) = (Double.infinity, 0)
        while runs < Self.fewestRuns || now() - begin < budget {
            prepare()
            let start = now()
            body()
            best = min(best, now() - start)
            runs += 1
        }
        return best
    }

    private func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}
