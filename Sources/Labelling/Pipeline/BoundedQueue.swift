import Foundation

/// Hands elements from one thread to another, with room for some.
///
/// A thread that puts waits while there is no room; one that takes, while there is nothing.
final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private let capacity: Int
    private var elements: [Element] = []
    private var isFinished = false
    private var isClosed = false
    private var failure: (any Error)?

    init(capacity: Int) { self.capacity = capacity }

    /// Adds an element; false where nobody takes any more.
    func put(_ element: Element) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while elements.count >= capacity, !isClosed { condition.wait() }
        guard !isClosed else { return false }
        elements.append(element)
        condition.broadcast()
        return true
    }

    /// Nothing more will be put.
    ///
    /// - Parameter error: Why, where that is no ordinary end; thrown to who takes, after the last element.
    func finish(throwing error: (any Error)? = nil) {
        condition.lock()
        defer { condition.unlock() }
        guard !isFinished else { return }
        (isFinished, failure) = (true, error)
        condition.broadcast()
    }

    /// Nothing more will be taken.
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

    /// Takes what is there, as soon as there is something.
    ///
    /// - Parameters:
    ///   - limit: The most elements.
    ///   - patience: The seconds to wait; `nil` for as long as it takes.
    /// - Returns: `nil` after the last element, none where patience ran out.
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
