/// An entity as a span of characters.
struct CharacterSpan: Equatable {
    /// The offsets, in the file's unit.
    var start: Int
    var end: Int
    var type: String
    /// The text of the entity, if the file repeats it.
    var text: String?
}

/// A mapping from offsets in some unit to UTF-8 offsets of a text.
struct OffsetTable {
    /// The number of units in the text.
    let count: Int
    /// The byte at which each unit begins, -1 within a character; `nil` if units are ASCII bytes.
    private let offsets: [Int]?

    init(_ text: String, unit: OffsetUnit) {
        var offsets: [Int] = []
        var offset = 0
        if !text.utf8.allSatisfy({ $0 < 0x80 }) {
            for scalar in text.unicodeScalars {
                let length = UTF8.width(scalar)
                let units =
                    switch unit {
                    case .scalars: 1
                    case .utf16: UTF16.width(scalar)
                    case .bytes: length
                    }
                offsets.append(offset)
                offsets += repeatElement(-1, count: units - 1)
                offset += length
            }
            offsets.append(offset)
            count = offsets.count - 1
            self.offsets = offsets
        } else {
            count = text.utf8.count
            self.offsets = nil
        }
    }

    /// The bytes between two offsets; `nil` if either is not a valid offset of the text.
    func bytes(from start: Int, to end: Int) -> Range<Int>? {
        guard start >= 0, start <= end, end <= count else { return nil }
        guard let offsets else { return start..<end }
        return offsets[start] < 0 || offsets[end] < 0 ? nil : offsets[start]..<offsets[end]
    }
}
