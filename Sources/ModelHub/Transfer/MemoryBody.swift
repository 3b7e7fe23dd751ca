import Foundation
import Synchronization

/// A receiver for responses whose body does not matter.
final class NoBody: BodyReceiver {
    func begin(_ response: HTTPResponse) {}
    func receive(_ bytes: UnsafeRawBufferPointer) {}
}

/// A receiver for small bodies, for instance the list of a repository's files.
final class MemoryBody: BodyReceiver {
    private static let limit = 32 << 20
    private let bytes = Mutex(Data())

    /// The body of the successful response.
    var data: Data { bytes.withLock { $0 } }

    func begin(_ response: HTTPResponse) { bytes.withLock { $0.removeAll() } }

    func receive(_ piece: UnsafeRawBufferPointer) throws {
        try bytes.withLock { bytes in
            guard bytes.count + piece.count <= Self.limit else {
                throw TransferFailure.unreachable("an answer of more than \(Self.limit >> 20) MiB")
            }
            bytes.append(contentsOf: piece)
        }
    }
}
