import Testing
import Tokenization

/// The words of every pre-tokenizer, compared with the reference.
@Suite struct PreTokenizerTests {
    @Test(arguments: 0..<RecordedComponents.preTokenizerCount)
    func wordsAreThoseOfTheReference(number: Int) throws {
        let recorded = try RecordedComponents.file.get()
        #expect(recorded.pretokenizers.count == RecordedComponents.preTokenizerCount)
        let component = recorded.pretokenizers[number]
        #expect(component.splits.map(\.text) == Array(recorded.texts.indices))
        for split in component.splits {
            let text = recorded.texts[split.text]
            var lengths: [Int] = []
            var end = 0
            var bytes = Array(text.utf8)
            bytes.withUnsafeMutableBufferPointer { bytes in
                component.preTokenizer.forEachWord(in: UnsafeBufferPointer(bytes)) { range, scalarCount in
                    lengths.append(String(decoding: bytes[end..<range.lowerBound], as: UTF8.self).unicodeScalars.count)
                    lengths.append(String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count)
                    #expect(scalarCount == lengths.last)
                    end = range.upperBound
                }
            }
            #expect(lengths == split.lengths, "\(component.preTokenizer) of \(text.unicodeScalars.map(\.value))")
        }
    }

    @Test(arguments: [
        (PunctuationBehavior.removed, ["the", "final", "countdown"]),
        (.isolated, ["the", "-", "final", "-", "-", "countdown"]),
        (.mergedWithPrevious, ["the-", "final-", "-", "countdown"]),
        (.mergedWithNext, ["the", "-final", "-", "-countdown"]),
        (.contiguous, ["the", "-", "final", "--", "countdown"]),
    ])
    func punctuationBehaves(behavior: PunctuationBehavior, words: [String]) {
        #expect(PreTokenizer.punctuation(behavior).words(in: "the-final--countdown") == words)
    }
}
