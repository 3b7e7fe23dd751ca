import Foundation

/// Makes the next element on a thread of its own while the caller works on the one before.
///
/// What `produce` uses belongs to that thread from here on: it is called by one thread at a time.
final class Prefetcher<Element>: @unchecked Sendable {
    private let produce: () throws -> Element?
    private let queue = DispatchQueue(label: "fledge.prefetch")
    private let isReady = DispatchSemaphore(value: 0)
    /// Written before the signal and read behind the wait.
    private var result: Result<Element?, any Error> = .success(nil)

    init(_ produce: @escaping () throws -> Element?) {
        self.produce = produce
        begin()
    }

    /// The next element; `nil` after the last. Not to be called again after that, or after an error.
    func next() throws -> Element? {
        isReady.wait()
        let element = try result.get()
        if element != nil { begin() }
        return element
    }

    private func begin() {
        queue.async {
            self.result = Result { try self.produce() }
            self.isReady.signal()
        }
    }
}
