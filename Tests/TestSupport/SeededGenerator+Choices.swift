extension SeededGenerator {
    /// A number of the range.
    public mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// Whether what happens once in `denominator` times happens now.
    public mutating func chance(_ denominator: Int) -> Bool { number(1...denominator) == 1 }

    /// One of the elements; there is at least one.
    public mutating func one<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}
