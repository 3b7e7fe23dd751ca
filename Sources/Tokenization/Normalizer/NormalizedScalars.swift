/// A cache of the normalizer's result for each scalar, filled in as scalars occur, for one thread.
struct NormalizedScalars {
    /// The use of a scalar's result.
    enum Kind {
        /// The scalar has not occurred yet.
        static let unknown: UInt8 = 0
        /// The bytes are the result; pending marks come before it.
        static let plain: UInt8 = 1
        /// The scalar is deleted, and pending marks keep waiting.
        static let removed: UInt8 = 2
        /// The scalar has a mark that is kept and may be reordered with its neighbors.
        static let reordered: UInt8 = 3
    }

    /// An entry is 16 bytes: its kind, the length of the result, and the result.
    static let longestResult = 14
    private static let pageBits: UInt32 = 8
    private static let pageCount = 0x11_0000 >> Int(pageBits)
    private let pages: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

    init() {
        pages = .allocate(capacity: Self.pageCount)
        pages.initialize(repeating: nil, count: Self.pageCount)
    }

    func deallocate() {
        for page in 0..<Self.pageCount { pages[page]?.deallocate() }
        pages.deallocate()
    }

    /// The entry of a scalar.
    @inline(__always)
    func entry(of scalar: UInt32) -> UnsafeMutablePointer<UInt8> {
        let page = pages[Int(scalar >> Self.pageBits)] ?? addPage(Int(scalar >> Self.pageBits))
        return page + 16 * Int(scalar & 0xFF)
    }

    @inline(never)
    private func addPage(_ index: Int) -> UnsafeMutablePointer<UInt8> {
        let page = UnsafeMutablePointer<UInt8>.allocate(capacity: 16 << Int(Self.pageBits))
        page.initialize(repeating: Kind.unknown, count: 16 << Int(Self.pageBits))
        pages[index] = page
        return page
    }
}
