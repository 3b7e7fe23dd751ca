/// How often and how patiently something is tried again that failed for a reason that may pass.
package struct RetryPolicy: Sendable {
    /// How many tries in a row may bring nothing.
    package var attempts = 5
    /// The wait after the first try, in seconds. It doubles from try to try.
    package var firstDelay = 1.0
    /// The longest wait that is chosen, in seconds.
    package var longestDelay = 8.0
    /// The longest wait that a server may ask for, in seconds.
    package var longestRequestedDelay = 60.0

    package init() {}

    /// The wait after a try that failed, in seconds; `nil` where it is time to give up.
    ///
    /// - Parameters:
    ///   - failures: How many tries in a row brought nothing, this one included.
    ///   - requested: The wait that the server asks for.
    package func delay(afterFailures failures: Int, requested: Double?) -> Double? {
        guard failures < attempts else { return nil }
        if let requested { return requested <= longestRequestedDelay ? requested : nil }
        var delay = firstDelay
        for _ in 1..<max(failures, 1) { delay = min(delay * 2, longestDelay) }
        return delay
    }
}
