import Foundation
import Synchronization

/// Ctrl-C: the first asks for an orderly end, the second ends at once.
enum Interruption {
    private static let wasRequested = Atomic<Bool>(false)

    /// Begins to watch for Ctrl-C. A system call that waits for input then returns with `EINTR`.
    static func watch() {
        // A program that starts this one may have left the signal blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { _ in
            Interruption.wasRequested.store(true, ordering: .relaxed)
            signal(SIGINT, SIG_DFL)
        }
        #if canImport(Darwin)
            action.__sigaction_u.__sa_handler = handler
        #else
            action.__sigaction_handler.sa_handler = handler
        #endif
        sigaction(SIGINT, &action, nil)
    }

    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }
}
