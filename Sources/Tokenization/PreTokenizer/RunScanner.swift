/// Splits UTF-8 into words according to the role of each scalar.
struct RunScanner {
    /// The role of a scalar.
    enum Role: Equatable {
        /// It belongs to the same word as neighbors in a run with the same number.
        case run(UInt8)
        /// It is removed and separates words.
        case removed
        /// It is a word by itself.
        case alone
        /// It ends the previous word; after another one of its kind, or at the start, it stands alone.
        case last
        /// It starts the next word; before another one of its kind, or at the end, it stands alone.
        case first

        /// Tells whether a word boundary lies between two adjacent scalars.
        @inline(__always)
        static func separates(_ before: Role, _ after: Role) -> Bool {
            switch (before, after) {
            case (.run(let first), .run(let second)): first != second
            case (.run, .last), (.first, .run): false
            default: true
            }
        }
    }

    private let text: UnsafeBufferPointer<UInt8>

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Calls `body` with the range of each word in order and the number of its scalars.
    @inline(__always)
    func forEachWord(_ body: (Range<Int>, Int) -> Void, role: (ScalarTraits) -> Role) {
        var start = 0
        var scalarCount = 0
        var before = Role.removed
        var position = 0
        while position < text.count {
            let (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
            let current = role(ScalarTraits.Table.shared[scalar])
            if Role.separates(before, current) {
                if scalarCount > 0 { body(start..<position, scalarCount) }
                start = position
                scalarCount = 0
            }
            if current != .removed { scalarCount += 1 }
            before = current
            position += length
        }
        if scalarCount > 0 { body(start..<position, scalarCount) }
    }
}
