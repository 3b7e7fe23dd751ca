import Foundation
import InputOutput

/// A counter of consecutive attempts without progress.
struct Retry {
    private let policy: RetryPolicy
    private var failures = 0

    init(_ policy: RetryPolicy) { self.policy = policy }

    /// Resets the count after progress.
    mutating func reset() { failures = 0 }

    /// Waits before the next attempt.
    ///
    /// - Parameters:
    ///   - isWorthTrying: True if even a failure that is usually permanent may be temporary, since an earlier attempt
    ///     worked.
    ///   - report: Called ten times per second; an error that it throws ends the wait.
    /// - Throws: The failure itself if there should be no further attempt.
    mutating func wait(
        after failure: TransferFailure, isWorthTrying: Bool = false, report: (PullProgress.Activity) throws -> Void
    ) throws {
        failures += 1
        var passes = failure.mayPass
        if case .unreachable = failure { passes = isWorthTrying }
        guard passes,
            let delay = policy.delay(afterFailures: failures, requested: failure.requestedDelay)
        else { throw failure }
        let end = ContinuousClock.now + .seconds(delay)
        while true {
            let left = ContinuousClock.now.duration(to: end)
            guard left > .zero else { return }
            let seconds = left.seconds
            try report(.waitingToRetry(seconds: seconds, reason: failure.reason))
            usleep(UInt32(min(seconds, 0.1) * 1e6))
        }
    }
}
