/// Where a text may be cut without changing its words: behind ASCII white space.
///
/// Such a byte ends every word, every ill-formed sequence of UTF-8, and every run of marks that normalisation reorders.
enum TextStretch {
    /// The end of the stretch that begins at `start`: behind a line's end if there is one in `length` bytes, else
    /// behind a blank, else behind the next white space after them, else the text's end.
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

    /// The last place in a range where a text may be cut, after a line's end if there is one.
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
