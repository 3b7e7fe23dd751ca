import Foundation
import InputOutput

/// Tries in a row that brought nothing.
struct Retry {
    private let policy: RetryPolicy
    private var failures = 0

    init(_ policy: RetryPolicy) { self.policy = policy }

    /// Something came: the count starts again.
    mutating func reset() { failures = 0 }

    /// Waits before the next try.
    ///
    /// - Parameters:
    ///   - isWorthTrying: Whether even a failure that usually lasts may pass, because things went well before.
    ///   - report: Called ten times a second; what it throws ends the wait.
    /// - Throws: The failure itself where it is time to give up.
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
