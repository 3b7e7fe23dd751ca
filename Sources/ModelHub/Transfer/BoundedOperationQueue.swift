import Foundation

/// A serial queue that blocks callers that add work while too much of it is pending.
///
/// The session delivers received bytes through such a queue, so that a network faster than the disk is slowed down
/// instead of filling the memory.
final class BoundedOperationQueue: OperationQueue, @unchecked Sendable {
    private let places: DispatchSemaphore

    /// - Parameter limit: The maximum number of pending operations. One piece of a body is at most 16 KiB, as libcurl
    ///   reads.
    init(limit: Int) {
        places = DispatchSemaphore(value: limit)
        super.init()
        maxConcurrentOperationCount = 1
    }

    override func addOperation(_ block: @escaping @Sendable () -> Void) {
        let places = places
        places.wait()
        super.addOperation {
            block()
            places.signal()
        }
    }
}
