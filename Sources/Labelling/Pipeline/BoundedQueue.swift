import Foundation

/// A queue of bounded capacity that hands elements from one thread to another.
///
/// A thread that puts an element waits while the queue is full; one that takes elements waits while it is empty.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private var elements: [Element] = []
    private var isFinished = false
    private var isClosed = false
    private var failure: (any Error)?

    init(capacity: Int) { self.capacity = capacity }

    /// Adds an element; returns false if nothing is taken any more.
    func put(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while elements.count >= capacity, !isClosed { condition.wait() }
        guard !isClosed else { return false }
        elements.append(element)
        condition.broadcast()
        return true
    }

    /// Announces that no more elements will be put.
    ///
    /// - Parameter error: The reason, unless the end is regular; it is thrown to the taker after the last element.
    func finish(throwing error: (any Error)? = nil) {
        condition.lock()
        defer { condition.unlock() }
        guard !isFinished else { return }
        (isFinished, failure) = (true, error)
        condition.broadcast()
    }

    /// Announces that no more elements will be taken.
    func close() {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        elements = []
        condition.broadcast()
    }

    var isOpen: Bool {
        condition.lock()
        defer { condition.unlock() }
        return !isClosed
    }

    /// Takes the available elements as soon as there are any.
    ///
    /// - Parameters:
    ///   - limit: The maximum number of elements.
    ///   - patience: The seconds to wait; `nil` for no limit.
    /// - Returns: `nil` after the last element, an empty array if the wait timed out.
    func take(_ limit: Int, patience: Double? = nil) throws -> [Element]? {
        condition.lock()
        defer { condition.unlock() }
        let end = patience.map { Date(timeIntervalSinceNow: $0) }
        while elements.isEmpty, !isFinished, !isClosed {
            if let end {
                if !condition.wait(until: end) { return [] }
            } else {
                condition.wait()
            }
        }
        if elements.isEmpty {
            if let failure, !isClosed { throw failure }
            return nil
        }
        let taken = Array(elements.prefix(limit))
        elements.removeFirst(taken.count)
        condition.broadcast()
        return taken
    }
}
