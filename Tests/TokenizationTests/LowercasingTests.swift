import TestSupport
import Testing
import Tokenization

/// Texts that are lowercased before the tokenizer's own normalization.
struct LowercasingTests {
    private func tokenizer(_ normalizer: BertNormalizer) throws -> Tokenizer {
        let pieces = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "paris", "Paris", "is", "IS", "é", "É", "ς", "σ"]
        return try Tokenizer(vocabulary: Vocabulary(pieces: pieces), normalizer: normalizer)
    }

    @Test func `a cased tokenizer finds lower-case pieces`() throws {
        let cased = try tokenizer(BertNormalizer(lowercases: false))
        #expect(try cased.encode("Paris IS É").ids == [1, 6, 8, 10, 2])
        let lowercasing = try cased.lowercasingFirst()
        #expect(try lowercasing.encode("Paris IS É").ids == [1, 5, 7, 9, 2])
        // Special tokens are found before that, and a sigma at the end of a word is treated like any other.
        #expect(try lowercasing.encode("[SEP] Σ [sep]").ids.prefix(3) == [1, 2, 12])
    }

    @Test(arguments: [nil, true, false])
    func `nothing changes where the normalizer lower-cases already`(stripsAccents: Bool?) throws {
        let settings = BertNormalizer(stripsAccents: stripsAccents, lowercases: true)
        let cased = (0...0x10FFFF).compactMap(Unicode.Scalar.init).filter(\.properties.changesWhenLowercased)
        #expect(cased.count > 1000)
        let text = cased.map { "\($0)x \($0)" }.joined(separator: " ")
        #expect(
            Normalizer.sequence([.lowercase, .bert(settings)]).normalize(text)
                == Normalizer.bert(settings).normalize(text))
        let tokenizer = try tokenizer(settings)
        #expect(try tokenizer.lowercasingFirst() === tokenizer)
    }
}
