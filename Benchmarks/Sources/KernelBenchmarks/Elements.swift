/// Memory for the elements of an operand, aligned for the widest vector registers.
final class Elements<Element: BitwiseCopyable> {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(_ count: Int, repeating value: Element) {
        self.count = count
        start = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64)
            .bindMemory(to: Element.self, capacity: count)
        start.initialize(repeating: value, count: count)
    }

    deinit { start.deallocate() }

    /// Copies the elements of another.
    func copy(_ other: Elements<Element>) { start.update(from: other.start, count: count) }
}

extension Elements where Element == Float {
    /// Values between -1 and 1, the same each time.
    convenience init(random count: Int) {
        self.init(count, repeating: 0)
        // A linear congruential generator with Knuth's constants for 64 bits.
        var state = UInt64(count)
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            start[index] = Float(state >> 40) / Float(1 << 23) - 1
        }
    }
}
