import Foundation
import Synchronization

/// Ctrl-C, and the signal with which services, batch systems and containers end what they run (SIGTERM): the first of a kind
/// asks for an orderly end, the second ends at once.
enum Interruption {
    private static let signals = [SIGINT, SIGTERM]
    /// The signal that came last; 0 where none did.
    private static let received = Atomic<Int32>(0)

    /// Begins to watch for the signals. A system call that waits for input then returns with `EINTR`.
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

    /// Whether it was SIGTERM that asked for the end.
    static var isTermination: Bool { received.load(ordering: .relaxed) == SIGTERM }
}
