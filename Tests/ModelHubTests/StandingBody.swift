import Foundation
import ModelHub
import Synchronization

/// A receiver that takes a second for the first piece, like a busy disk.
final class StandingBody: BodyReceiver {
    private let state = Mutex((count: 0, isStanding: false))

    var count: Int { state.withLock { $0.count } }
    var isStanding: Bool { state.withLock { $0.isStanding } }

    func begin(_ response: HTTPResponse) {}

    func receive(_ bytes: UnsafeRawBufferPointer) {
        if count == 0 {
            state.withLock { $0.isStanding = true }
            usleep(1_000_000)
            state.withLock { $0.isStanding = false }
        }
        state.withLock { $0.count += bytes.count }
    }
}
