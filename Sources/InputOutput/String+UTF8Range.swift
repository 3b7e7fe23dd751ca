extension String {
    /// Returns the part of the text at a range of its UTF-8.
    package func part(atUTF8 range: Range<Int>) -> String {
        String(decoding: utf8.dropFirst(range.lowerBound).prefix(range.count), as: UTF8.self)
    }
}
