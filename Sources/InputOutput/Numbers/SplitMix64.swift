/// A small seeded pseudo-random number generator whose sequence never changes.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// Creates a separate generator for a place in the run, such as an epoch, or an epoch and a row.
    ///
    /// Each number is mixed in after a draw, so that the sequences of neighboring seeds and places are unrelated.
    public init(seed: UInt64, at place: Int...) {
        self.init(seed: seed)
        for number in place {
            state = next() ^ UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95
        }
    }

    /// Returns the next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to but not including `bound`, uniformly distributed.
    ///
    /// Not the standard library's algorithm, which may change between versions. Source: Lemire, "Fast Random Integer
    /// Generation in an Interval", ACM TOMACS 2019.
    public mutating func next(below bound: Int) -> Int {
        precondition(bound > 0, "the bound must be positive")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// Returns a number from 0 up to but not including 1, in steps of 2⁻⁵³.
    public mutating func nextUnit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Shuffles elements uniformly (Fisher–Yates).
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, next(below: last + 1))
        }
    }
}
