import Foundation

/// A serial queue that lets whoever adds work wait while too much of it is pending.
///
/// The session hands over received bytes through such a queue, so a network that is faster than the disk is held back
/// instead of filling the memory.
final class BoundedOperationQueue: OperationQueue, @unchecked Sendable {
    private let places: DispatchSemaphore

    /// - Parameter limit: How much may be pending. One piece of a body is at most 16 KiB, as libcurl reads.
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
