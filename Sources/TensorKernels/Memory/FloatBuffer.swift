import Foundation

/// An owned allocation of floats: aligned to 64 bytes, initially zero, freed with its owner.
public struct FloatBuffer: ~Copyable, @unchecked Sendable {
    /// The first element.
    public let start: UnsafeMutablePointer<Float>
    /// The number of elements.
    public let count: Int

    static let alignment = 64

    /// Allocates the buffer. If there is not enough memory, the process ends with a message.
    public init(count: Int) {
        precondition(count >= 0, "a buffer cannot hold \(count) elements")
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        // calloc provides zeroed pages without touching them; the extra 64 bytes leave space for alignment.
        guard let raw = calloc(1, bytes + FloatBuffer.alignment) else { OutOfMemory.end(bytes: bytes) }
        allocation = raw
        #if os(Linux)
            let largePage = 1 << 21
            let first = (Int(bitPattern: raw) + largePage - 1) / largePage * largePage
            let end = (Int(bitPattern: raw) + bytes) / largePage * largePage
            if first < end { madvise(UnsafeMutableRawPointer(bitPattern: first), end - first, MADV_HUGEPAGE) }
        #endif
        let aligned = (UInt(bitPattern: raw) + 63) & ~63
        let offset = Int(aligned - UInt(bitPattern: raw))
        start = (raw + offset).bindMemory(to: Float.self, capacity: count)
        self.count = count
    }

    private let allocation: UnsafeMutableRawPointer

    deinit { free(allocation) }
}
