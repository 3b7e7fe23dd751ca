import Synchronization

/// A bounded buffer of texts waiting to be labelled, between one reading task and one labelling task.
final class WaitingTexts: Sendable {
    private struct State {
        var texts: [String] = []
        /// The result of reading, once it has ended.
        var end: Result<Void, any Error>?
        var isCancelled = false
        /// The task that waits for space in the buffer.
        var reader: CheckedContinuation<Void, Never>?
        /// The task that waits for texts.
        var taker: CheckedContinuation<Void, Never>?

        /// Resumes the tasks that can proceed.
        mutating func wake(limit: Int) {
            if isCancelled || texts.count < limit {
                reader?.resume()
                reader = nil
            }
            if isCancelled || end != nil || !texts.isEmpty {
                taker?.resume()
                taker = nil
            }
        }
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Waits until there is space for a text; returns false if reading was cancelled.
    func hasRoom() async -> Bool {
        await withCheckedContinuation { continuation in
            change { $0.reader = continuation }
        }
        return state.withLock { !$0.isCancelled }
    }

    func add(_ text: String) { change { $0.texts.append(text) } }

    func finish(throwing error: (any Error)? = nil) {
        change { $0.end = error.map { .failure($0) } ?? .success(()) }
    }

    func cancel() { change { $0.isCancelled = true } }

    /// Returns all waiting texts as soon as there is one; `nil` after the last.
    ///
    /// - Throws: The error that ended the reading, after the last text; `CancellationError` if the task is cancelled.
    func take() async throws -> [String]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                change { $0.taker = continuation }
            }
        } onCancel: {
            cancel()
        }
        let (texts, end, isCancelled) = state.withLock { state in
            defer {
                state.texts.removeAll()
                state.wake(limit: limit)
            }
            return (state.texts, state.end, state.isCancelled)
        }
        if isCancelled { throw CancellationError() }
        if texts.isEmpty { try end?.get() }
        return texts.isEmpty ? nil : texts
    }

    private func change(_ body: (inout State) -> Void) {
        state.withLock { state in
            body(&state)
            state.wake(limit: limit)
        }
    }
}
