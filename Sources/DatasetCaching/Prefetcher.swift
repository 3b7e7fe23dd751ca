import Foundation

/// Produces the next element on a separate thread while the caller works on the previous one.
///
/// Everything that `produce` uses belongs to that thread from then on: it is never called concurrently.
final class Prefetcher<Element>: @unchecked Sendable {
    private let produce: () throws -> Element?
    private let queue = DispatchQueue(label: "fledge.prefetch")
    private let isReady = DispatchSemaphore(value: 0)
    /// Written before the signal and read after the wait.
    private var result: Result<Element?, any Error> = .success(nil)

    init(_ produce: @escaping () throws -> Element?) {
        self.produce = produce
        begin()
    }

    /// The next element; `nil` after the last. Must not be called again after that, or after an error.
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
