extension PreTokenizer {
    /// Calls `body` with the range of each word of normalized UTF-8 in order, and the number of its scalars.
    ///
    /// No word is empty.
    package func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, _ body: (_ range: Range<Int>, _ scalarCount: Int) -> Void
    ) {
        switch self {
        case .bert: WordScanner().forEachWord(in: text, body)
        case .whitespace:
            RunScanner(text).forEachWord(body) { traits in
                if traits.contains(.wordScalar) { return .run(1) }
                return traits.contains(.whitespace) ? .removed : .run(2)
            }
        case .whitespaceSplit:
            RunScanner(text).forEachWord(body) { $0.contains(.whitespace) ? .removed : .run(1) }
        case .punctuation(let behavior):
            let punctuation: RunScanner.Role =
                switch behavior {
                case .removed: .removed
                case .isolated: .alone
                case .mergedWithPrevious: .last
                case .mergedWithNext: .first
                case .contiguous: .run(2)
                }
            RunScanner(text).forEachWord(body) { $0.contains(.punctuation) ? punctuation : .run(1) }
        case .sequence(let steps): Self.forEachWord(in: text, steps: steps[...], body)
        }
    }

    private static func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, steps: ArraySlice<PreTokenizer>, _ body: (Range<Int>, Int) -> Void
    ) {
        guard let first = steps.first else {
            return RunScanner(text).forEachWord(body) { _ in .run(1) }
        }
        if steps.count == 1 { return first.forEachWord(in: text, body) }
        first.forEachWord(in: text) { outer, _ in
            let word = UnsafeBufferPointer(rebasing: text[outer])
            forEachWord(in: word, steps: steps.dropFirst()) { inner, scalarCount in
                body(outer.lowerBound + inner.lowerBound..<outer.lowerBound + inner.upperBound, scalarCount)
            }
        }
    }

    /// The words of a normalized text.
    package func words(in text: String) -> [String] {
        var text = text
        var words: [String] = []
        text.withUTF8 { bytes in
            forEachWord(in: bytes) { range, _ in words.append(String(decoding: bytes[range], as: UTF8.self)) }
        }
        return words
    }
}
