extension SeededGenerator {
    /// A number in the range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Returns true once in `denominator` times.
    public mutating func chance(_ denominator: Int) -> Bool { number(1...denominator) == 1 }

    /// One of the elements, of which there must be at least one.
    public mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}
