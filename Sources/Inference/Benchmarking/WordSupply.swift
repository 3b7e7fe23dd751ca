import InputOutput
import Tokenization

/// A generator of texts with a given number of tokens, made of plain words from a vocabulary.
struct WordSupply {
    private let words: [String]
    private let tokenizer: Tokenizer

    /// The maximum number of words: enough for varied texts and embedding rows that lie far apart.
    private static let wanted = 1000

    /// - Throws: `FledgeError` with category `data` if the vocabulary has no plain words.
    init(_ tokenizer: Tokenizer) throws {
        let options = EncodingOptions(addsSpecialTokens: false)
        let vocabulary = tokenizer.vocabulary
        let plain = (0..<Int32(vocabulary.count)).filter { id in
            let bytes = vocabulary[id].utf8
            return !bytes.isEmpty && bytes.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        }
        let step = max(plain.count / Self.wanted, 1)
        words = try stride(from: 0, to: plain.count, by: step).compactMap { index in
            let word = vocabulary[plain[index]]
            return try tokenizer.encode(word, options: options).ids == [plain[index]] ? word : nil
        }
        guard !words.isEmpty else {
            throw FledgeError(
                .data, "the vocabulary has no plain words to make texts of",
                expected: "pieces of the letters a to z")
        }
        self.tokenizer = tokenizer
    }

    /// Returns different texts, each of `length` tokens including special ones; the same texts in every run.
    ///
    /// - Parameter length: More than the number of special tokens.
    func texts(_ count: Int, ofLength length: Int) throws -> [String] {
        let wordCount = length - tokenizer.specialTokenCount()
        // A linear congruential generator with Knuth's constants for 64 bits.
        var state = UInt64(length)
        let texts = (0..<count).map { _ in
            (0..<wordCount).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return words[Int(state >> 33) % words.count]
            }.joined(separator: " ")
        }
        let found = try tokenizer.encodeBatch(texts).first { $0.ids.count != length }
        if let found {
            throw FledgeError(
                .data, "the tokenizer does not keep words apart: texts of a given length cannot be made",
                expected: "\(length) tokens", found: "\(found.ids.count)", advice: "measure texts of your own")
        }
        return texts
    }
}
