import Foundation
import Testing
import Tokenization

/// What becomes of every Unicode scalar between two letters, compared with the reference page by page.
@Suite struct UnicodeTests {
    @Test func everyScalarIsTreatedAsByTheReference() throws {
        let text = String(decoding: try Fixture.data("unicode-pages.txt"), as: UTF8.self)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 0x1100 - 8)
        let normalizer = BertNormalizer()
        let scanner = WordScanner()
        for line in lines {
            let fields = line.split(separator: " ")
            let page = try #require(UInt32(fields[0], radix: 16))
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for value in page << 8...page << 8 | 0xFF {
                let scalar = try #require(Unicode.Scalar(value))
                for word in scanner.words(in: normalizer.normalize("a\(scalar)a")) {
                    for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
                    hash = (hash ^ 0x0A) &* 0x100_0000_01B3
                }
            }
            #expect(hash == UInt64(fields[1], radix: 16), "U+\(fields[0])00 to U+\(fields[0])FF")
        }
    }

    @Test(arguments: [
        (BertNormalizer(), "Éé İ ΣΑΣ", "ee i σασ"),
        (BertNormalizer(stripsAccents: false), "Éé İ ΣΑΣ", "éé i\u{307} σασ"),
        (BertNormalizer(stripsAccents: true, lowercases: false), "Éé İ", "Ee I"),
        (BertNormalizer(lowercases: false), "É\u{0}\t中\u{FFFD}", "É  中 "),
        (BertNormalizer(cleansText: false, separatesChineseCharacters: false), "A\u{0}\t中", "a\u{0}\t中"),
        (BertNormalizer(), "한\u{302F}\u{302E}", "\u{1112}\u{1161}\u{11AB}\u{302F}\u{302E}"),
        (BertNormalizer(), "a\u{1D165}\u{302E}b", "a\u{1D165}\u{302E}b"),
        (BertNormalizer(), "a\u{302E}\u{7}\u{1D165}b", "a\u{1D165}\u{302E}b"),
        (BertNormalizer(), "a\u{302E} \u{1D165}b", "a\u{302E} \u{1D165}b"),
        (BertNormalizer(cleansText: false), "a\u{302E}\u{7}\u{1D165}b", "a\u{302E}\u{7}\u{1D165}b"),
    ])
    func normalizes(normalizer: BertNormalizer, text: String, expected: String) {
        #expect(Array(normalizer.normalize(text).unicodeScalars) == Array(expected.unicodeScalars))
    }
}
