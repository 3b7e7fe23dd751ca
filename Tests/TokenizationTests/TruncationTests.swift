import InputOutput
import Testing
import Tokenization

@Suite struct TruncationTests {
    @Test(
        arguments: [
            (
                "good film", nil, 1, .longestFirst,
                """
                the maximum length 1 leaves no room for the special tokens
                  expected: at least 2
                  found:    1
                """
            ),
            (
                "good film", "bad", 2, .onlySecond,
                """
                the maximum length 2 leaves no room for the special tokens
                  expected: at least 3
                  found:    2
                """
            ),
            (
                "", nil, -1, .longestFirst,
                """
                the maximum length -1 leaves no room for the special tokens
                  expected: at least 2
                  found:    -1
                """
            ),
            (
                "good film", nil, 3, .onlySecond,
                """
                only the second text may be truncated, but there is none
                  expected: a pair of texts, or another truncation strategy
                  found:    one text of 2 tokens for a maximum of 1
                """
            ),
            (
                "good", "the film is bad", 6, .onlyFirst,
                """
                the first text is too short to be truncated to the maximum length 6
                  expected: more than 2 tokens in it
                  found:    1
                  try:      raise the maximum length or truncate the longest text first
                """
            ),
            (
                "the film is bad", "good", 6, .onlySecond,
                """
                the second text is too short to be truncated to the maximum length 6
                  expected: more than 2 tokens in it
                  found:    1
                  try:      raise the maximum length or truncate the longest text first
                """
            ),
        ] as [(String, String?, Int, TruncationStrategy, String)])
    func refuses(text: String, pair: String?, length: Int, strategy: TruncationStrategy, message: String) throws {
        let tokenizer = try Fixture.tokenizer()
        let error = #expect(throws: FledgeError.self) {
            try tokenizer.encode(
                text, pair: pair, options: EncodingOptions(maximumLength: length, truncation: strategy))
        }
        #expect(error?.category == .usage)
        #expect(error?.description == message)
    }

    @Test func batchesRefuseToo() throws {
        let tokenizer = try Fixture.tokenizer()
        let texts = [String](repeating: "the film", count: 300)
        let error = #expect(throws: FledgeError.self) {
            try tokenizer.encodeBatch(texts, options: EncodingOptions(maximumLength: 1))
        }
        #expect(error?.expected == "at least 2")
        let encodings = try tokenizer.encodeBatch(texts, options: EncodingOptions(maximumLength: 3))
        #expect(encodings.count == 300)
        #expect(encodings.allSatisfy { $0.ids.count == 3 && $0.truncatedTokenCount == 1 })
        #expect(try tokenizer.encodeBatch([], options: EncodingOptions(maximumLength: 3)).isEmpty)
    }

    /// The counts equal those of Python's `errors="replace"`.
    @Test(
        arguments: [
            ([0x61, 0xFF], 1), ([0x61, 0x62, 0xC3], 1), ([0xC0, 0x80], 2), ([0xED, 0xA0, 0x80], 3),
            ([0xF4, 0x90, 0x80, 0x80], 4), ([0xE2, 0x82, 0x41], 1), ([0xF0, 0x8F, 0xBF, 0xBF], 4), ([0x80], 1),
            ([0xE0, 0x9F, 0xBF], 3), ([0xF5, 0x80, 0x80, 0x80], 4), ([0xF0, 0x9F, 0x98], 1),
            ([UInt8](repeating: 0x61, count: 20) + [0xC3, 0xA9, 0xFE], 1), ([0x61, 0xC3, 0xA9], 0),
        ] as [([UInt8], Int)])
    func replacesInvalidBytes(bytes: [UInt8], count: Int) throws {
        let tokenizer = try Fixture.tokenizer()
        let encoding = try bytes.withUnsafeBufferPointer { try tokenizer.encode(utf8: $0) }
        #expect(encoding.replacementCount == count)
        #expect(encoding.ids == (try tokenizer.encode(String(decoding: bytes, as: UTF8.self)).ids))
        let pair = try bytes.withUnsafeBufferPointer { try tokenizer.encode(utf8: $0, pair: $0) }
        #expect(pair.replacementCount == 2 * count)
    }
}
