import Foundation
import TestSupport
import Testing
import Tokenization

/// The result for every Unicode scalar between two letters, compared with the reference page by page.
@Suite struct UnicodeTests {
    /// FNV-1a.
    private struct Hash {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

        /// Adds a text and a line end.
        mutating func append(_ text: String) {
            for byte in text.utf8 { append(byte) }
            append(0x0A)
        }

        private mutating func append(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// A page of 256 scalars with two hashes of the reference's results for them.
    private struct Page {
        let scalars: [Unicode.Scalar]
        let bertHash: UInt64
        let formsHash: UInt64
    }

    private static func pages() throws -> [Page] {
        let text = try String(contentsOfFile: Fixtures.path("Tokenization/unicode-pages.txt"), encoding: .utf8)
        return try text.split(separator: "\n").map { line in
            let fields = line.split(separator: " ")
            let page = try #require(UInt32(fields[0], radix: 16))
            return Page(
                scalars: try (page << 8...page << 8 | 0xFF).map { try #require(Unicode.Scalar($0)) },
                bertHash: try #require(UInt64(fields[1], radix: 16)),
                formsHash: try #require(UInt64(fields[2], radix: 16)))
        }
    }

    @Test func bertTreatsEveryScalarAsTheReferenceDoes() throws {
        let pages = try Self.pages()
        #expect(pages.count == 0x1100 - 8)
        let normalizer = BertNormalizer()
        let scanner = WordScanner()
        for page in pages {
            var hash = Hash()
            let text = page.scalars.map { "a\($0)a" }.joined(separator: " ")
            for word in scanner.words(in: normalizer.normalize(text)) { hash.append(word) }
            #expect(hash.value == page.bertHash, "256 scalars from \(page.scalars[0].value)")
        }
    }

    @Test func otherComponentsTreatEveryScalarAsTheReferenceDoes() throws {
        let normalizers: [Normalizer] = [.nfc, .nfd, .nfkc, .nfkd, .stripAccents, .lowercase]
        let preTokenizers: [PreTokenizer] = [.whitespace, .punctuation(.isolated)]
        for page in try Self.pages() {
            var text = "a"
            for scalar in page.scalars { text += "\(scalar)a" }
            var hash = Hash()
            for normalizer in normalizers { hash.append(normalizer.normalize(text)) }
            for preTokenizer in preTokenizers {
                for word in preTokenizer.words(in: text) { hash.append(word) }
            }
            #expect(hash.value == page.formsHash, "256 scalars from \(page.scalars[0].value)")
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
