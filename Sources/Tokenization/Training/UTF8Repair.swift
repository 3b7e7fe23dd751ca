import InputOutput

/// Makes UTF-8 of bytes that are not.
enum UTF8Repair {
    /// Replaces each ill-formed sequence by U+FFFD.
    ///
    /// A sequence is the longest start of a well-formed one, or else one byte, as the Unicode Standard recommends in
    /// section 3.9 and as Python's decoder does with `errors="replace"`.
    ///
    /// - Parameter firstInvalidByte: Where the first sequence begins.
    /// - Returns: The text and the number of sequences.
    static func repair(_ text: UnsafeBufferPointer<UInt8>, firstInvalidByte: Int) -> (text: [UInt8], count: Int) {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 8)
        var count = 0
        var start = 0
        var next: Int? = firstInvalidByte
        let bytes = UnsafeRawBufferPointer(text)
        while let offset = next {
            result.append(contentsOf: text[start..<start + offset])
            result.append(contentsOf: [0xEF, 0xBF, 0xBD])
            count += 1
            start += offset
            start += length(text, at: start)
            next = UTF8Validation.firstInvalidByte(in: UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
        result.append(contentsOf: text[start...])
        return (result, count)
    }

    /// How many bytes of the ill-formed sequence at a position are replaced together.
    private static func length(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch text[position] {
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (1, 0x80...0xBF)
            }
        let last = min(position + length, text.count)
        var end = position + 1
        while end < last, (end == position + 1 ? second : 0x80...0xBF).contains(text[end]) { end += 1 }
        return end - position
    }
}
