extension Tokenizer {
    /// Appends the normalized form of a range of a text.
    func normalize(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into result: inout NormalizedText,
        scalars: NormalizedScalars
    ) {
        let part = UnsafeBufferPointer(rebasing: text[range])
        if let bertPass, bertPass.append(part, at: range.lowerBound, to: &result, scalars: scalars) { return }
        result.begin(isAligned: result.isAligned)
        var aligned = AlignedText(part)
        parts.normalizer?.apply(to: &aligned)
        aligned.append(to: &result, at: range.lowerBound)
    }

    /// Calls `body` with the range of each word of a normalized text in order, and the number of its scalars.
    @inline(__always)
    func forEachWord(in text: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>, Int) -> Void) {
        switch parts.preTokenizer {
        case .bert: scanner.forEachWord(in: text, body)
        case .some(let other): other.forEachWord(in: text, body)
        case nil: if !text.isEmpty { body(0..<text.count, text.count { $0 & 0xC0 != 0x80 }) }
        }
    }
}

extension AlignedText {
    /// Appends the text's bytes with their origins, which count from `offset`.
    func append(to result: inout NormalizedText, at offset: Int) {
        var bytes: [UInt8] = []
        var origins: [TextOrigin] = []
        appendUTF8(to: &bytes, origins: &origins)
        let offset = UInt32(truncatingIfNeeded: offset)
        for (byte, origin) in zip(bytes, origins) {
            result.append(byte, TextOrigin(start: origin.start &+ offset, end: origin.end &+ offset))
        }
    }
}
