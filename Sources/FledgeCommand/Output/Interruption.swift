import Foundation
import Synchronization

/// Ctrl-C, and the signal with which services, batch systems and containers end processes (SIGTERM): the first of a kind
/// requests an orderly end, the second ends the process at once.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM]
    /// The last signal; 0 if there was none.
    private static let received = Atomic<Int32>(0)

    /// Starts to watch for the signals. A system call that waits for input then returns with `EINTR`.
    static func watch() {
        // A program that starts this one may have left the signals blocked.
        var watched = sigset_t()
        sigemptyset(&watched)
        for number in signals { sigaddset(&watched, number) }
        pthread_sigmask(SIG_UNBLOCK, &watched, nil)
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { number in
            Interruption.received.store(number, ordering: .relaxed)
            signal(number, SIG_DFL)
        }
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        for number in signals { sigaction(number, &action, nil) }
    }

    static var isRequested: Bool { received.load(ordering: .relaxed) != 0 }

    /// `true` if SIGTERM requested the end.
    static var isTermination: Bool { received.load(ordering: .relaxed) == SIGTERM }
}
