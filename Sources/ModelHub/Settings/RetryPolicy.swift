/// The number of retries and the delays between them after temporary failures.
package struct RetryPolicy: Sendable {
    /// The maximum number of consecutive attempts without progress.
    package var attempts = 5
    /// The delay after the first attempt, in seconds. It doubles after each further attempt.
    package var firstDelay = 1.0
    /// The maximum delay between attempts, in seconds.
    package var longestDelay = 8.0
    /// The maximum delay that a server may request, in seconds.
    package var longestRequestedDelay = 60.0

    package init() {}

    /// Returns the delay after a failed attempt, in seconds; `nil` to give up.
    ///
    /// - Parameters:
    ///   - failures: The number of consecutive attempts without progress, including this one.
    ///   - requested: The delay requested by the server.
    package func delay(afterFailures failures: Int, requested: Double?) -> Double? {
        guard failures < attempts else { return nil }
        if let requested { return requested <= longestRequestedDelay ? requested : nil }
        var delay = firstDelay
        for _ in 1..<max(failures, 1) { delay = min(delay * 2, longestDelay) }
        return delay
    }
}
