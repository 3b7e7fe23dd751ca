import Foundation
import Synchronization

/// Ctrl-C: the first asks for an orderly end, the second ends at once.
enum Interruption {
    private static let wasRequested = Atomic<Bool>(false)

    /// Begins to watch for Ctrl-C.
    static func watch() {
        signal(SIGINT) { _ in
            Interruption.wasRequested.store(true, ordering: .relaxed)
            signal(SIGINT, SIG_DFL)
        }
    }

    static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }
}
