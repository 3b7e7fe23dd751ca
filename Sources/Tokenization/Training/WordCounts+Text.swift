import InputOutput

extension WordCounts {
    /// Counts the words of one text.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { addWords(of: $0) }
        textCount += 1
    }

    /// Counts the words of one text in UTF-8; ill-formed sequences count as U+FFFD.
    public mutating func add(utf8 text: UnsafeBufferPointer<UInt8>) {
        addWords(of: text)
        textCount += 1
    }

    /// Counts words in stretches, so that memory does not grow with the length of a text.
    mutating func addWords(of text: UnsafeBufferPointer<UInt8>) {
        var normalized = NormalizedText()
        let scalars = NormalizedScalars()
        defer {
            normalized.deallocate()
            scalars.deallocate()
        }
        var start = 0
        while start < text.count {
            let end = TextStretch.end(in: text, from: start, length: 1 << 16)
            addWords(ofStretch: UnsafeBufferPointer(rebasing: text[start..<end]), &normalized, scalars)
            start = end
        }
    }

    private mutating func addWords(
        ofStretch text: UnsafeBufferPointer<UInt8>, _ normalized: inout NormalizedText, _ scalars: NormalizedScalars
    ) {
        if UTF8Validation.firstInvalidByte(in: UnsafeRawBufferPointer(text)) == nil {
            return addWords(ofValid: text, &normalized, scalars)
        }
        var (repaired, count) = UTF8Validation.repaired(UnsafeRawBufferPointer(text))
        replacementCount += count
        repaired.withUTF8 { addWords(ofValid: $0, &normalized, scalars) }
    }

    private mutating func addWords(
        ofValid text: UnsafeBufferPointer<UInt8>, _ normalized: inout NormalizedText, _ scalars: NormalizedScalars
    ) {
        normalized.begin(isAligned: false)
        // Only aligned normalization can fail.
        _ = normalization.append(text, to: &normalized, scalars: scalars)
        let bytes = normalized.buffer
        scanner.forEachWord(in: bytes) { word, _ in add(UnsafeBufferPointer(rebasing: bytes[word])) }
    }
}
