/// A normalized stretch of text in UTF-8, in memory that one thread reuses.
struct NormalizedText {
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    /// The alignment of each byte; written only if ``isAligned``.
    private(set) var origins: UnsafeMutablePointer<TextOrigin>?
    private(set) var count = 0
    private(set) var isAligned = false
    private var capacity = 1024

    init() {
        bytes = .allocate(capacity: capacity)
    }

    func deallocate() {
        bytes.deallocate()
        origins?.deallocate()
    }

    var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    /// Removes the text.
    mutating func begin(isAligned: Bool) {
        count = 0
        self.isAligned = isAligned
        if isAligned, origins == nil { origins = .allocate(capacity: capacity) }
    }

    /// Appends a byte that is aligned with `origin`.
    @inline(__always)
    mutating func append(_ byte: UInt8, _ origin: TextOrigin) {
        reserve(1)
        bytes[count] = byte
        if isAligned { origins.unsafelyUnwrapped[count] = origin }
        count += 1
    }

    /// Appends the first `length` of 14 bytes, all aligned with `origin`.
    @inline(__always)
    mutating func append(fourteen source: UnsafePointer<UInt8>, length: Int, _ origin: TextOrigin) {
        reserve(14)
        // A copy of constant length takes two moves; excess bytes are overwritten later.
        UnsafeMutableRawPointer(bytes + count).copyMemory(from: source, byteCount: 14)
        if isAligned {
            for offset in 0..<length { origins.unsafelyUnwrapped[count + offset] = origin }
        }
        count += length
    }

    @inline(__always)
    private mutating func reserve(_ additional: Int) {
        if count + additional > capacity { grow(additional) }
    }

    @inline(never)
    private mutating func grow(_ additional: Int) {
        let wanted = max(2 * capacity, count + additional)
        bytes = bytes.moved(count: count, capacity: wanted)
        origins = origins?.moved(count: count, capacity: wanted)
        capacity = wanted
    }
}

extension UnsafeMutablePointer {
    /// Moves the elements to a larger allocation and frees the old one.
    func moved(count: Int, capacity: Int) -> UnsafeMutablePointer {
        let result = UnsafeMutablePointer.allocate(capacity: capacity)
        result.moveInitialize(from: self, count: count)
        deallocate()
        return result
    }
}
