/// Positions at which a text can be split without changing its words: after ASCII whitespace.
///
/// Such a byte ends every word, every ill-formed UTF-8 sequence, and every run of marks that normalization reorders.
enum TextStretch {
    /// The end of the stretch that begins at `start`: after a line end if there is one within `length` bytes, otherwise
    /// after a space, otherwise after the next whitespace beyond them, otherwise the end of the text.
    static func end(in text: UnsafeBufferPointer<UInt8>, from start: Int, length: Int) -> Int {
        guard text.count - start > length else { return text.count }
        if let cut = lastCut(in: text, start..<start + length) { return cut }
        var end = start + length
        while end < text.count {
            end += 1
            if isWhitespace(text[end - 1]) { return end }
        }
        return end
    }

    /// The last position in a range at which a text can be split, after a line end if there is one.
    static func lastCut(in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
        var blank: Int?
        var end = range.upperBound
        while end > range.lowerBound {
            let byte = text[end - 1]
            if byte == UInt8(ascii: "\n") { return end }
            if blank == nil, isWhitespace(byte) { blank = end }
            end -= 1
        }
        return blank
    }

    @inline(__always)
    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
            || byte == UInt8(ascii: "\r")
    }
}
