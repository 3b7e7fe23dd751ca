/// Splits UTF-8 into words by what each scalar does to the word it is in.
struct RunScanner {
    /// What a scalar does.
    enum Role: Equatable {
        /// It belongs to the word of its neighbours that are in a run of the same number.
        case run(UInt8)
        /// It vanishes and separates words.
        case removed
        /// It is a word of its own.
        case alone
        /// It ends the word before it; where another of its kind or nothing stands before it, it is alone.
        case last
        /// It starts the word after it; where another of its kind or nothing stands after it, it is alone.
        case first

        /// Whether no word goes on from a scalar to the one after it.
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
