import Foundation
import Synchronization

/// A receiver of a response body.
package protocol BodyReceiver: AnyObject, Sendable {
    /// Called once before the body.
    func begin(_ response: HTTPResponse) throws
    /// Called for each piece of the body, in order.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}

/// A request in progress: the session's queue feeds it, and the requesting thread waits for it.
final class Transfer: Sendable {
    private struct State {
        let receiver: any BodyReceiver
        var response: HTTPResponse?
        var error: (any Error)?
        /// True if nothing more is passed to the receiver.
        var isClosed = false
    }
    private let state: Mutex<State>
    private let ended = DispatchSemaphore(value: 0)

    init(to receiver: any BodyReceiver) { state = Mutex(State(receiver: receiver)) }

    /// Receives the head of the response; returns false if its body is not wanted.
    func begin(_ response: HTTPResponse) -> Bool {
        feed { state in
            state.response = response
            try state.receiver.begin(response)
        }
    }

    /// Receives a piece of the body.
    func receive(_ data: Data) {
        _ = feed { state in try data.withUnsafeBytes { try state.receiver.receive($0) } }
    }

    private func feed(_ body: (inout State) throws -> Void) -> Bool {
        let goesOn = state.withLock { state in
            guard !state.isClosed else { return false }
            do {
                try body(&state)
                return true
            } catch {
                state.error = error
                state.isClosed = true
                return false
            }
        }
        if !goesOn { ended.signal() }
        return goesOn
    }

    /// Receives the end of the response.
    func end(_ error: (any Error)?) {
        state.withLock { state in
            if !state.isClosed { state.error = error }
            state.isClosed = true
        }
        ended.signal()
    }

    /// Waits until the response is complete. Afterwards, the receiver is not called any more.
    ///
    /// - Parameter tick: Called ten times per second while waiting; an error that it throws ends the transfer.
    /// - Returns: The head of the response; `nil` if there was none.
    func wait(tick: () throws -> Void) throws -> HTTPResponse? {
        do {
            while ended.wait(timeout: .now() + .milliseconds(100)) == .timedOut { try tick() }
        } catch {
            state.withLock { $0.isClosed = true }
            throw error
        }
        return try state.withLock { state in
            if let error = state.error { throw error }
            return state.response
        }
    }
}
