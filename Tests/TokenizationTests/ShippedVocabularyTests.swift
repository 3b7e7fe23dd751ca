import Foundation
import TestSupport
import Testing
import Tokenization

/// The vocabulary in vocab/.
@Suite struct ShippedVocabularyTests {
    private static let directory = Fixtures.path("../../vocab")

    @Test func isACompleteTokenizer() throws {
        let tokenizer = try Tokenizer(directory: Self.directory)
        #expect(tokenizer.vocabulary.count == 8192)
        for (id, token) in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].enumerated() {
            #expect(tokenizer.vocabulary.id(of: token) == Int32(id))
        }
        #expect(tokenizer.normalizer == .bert(BertNormalizer()))
        #expect(try Vocabulary(file: "\(Self.directory)/vocab.txt") == tokenizer.vocabulary)
    }

    private static let words = """
        the a of and to in is it that this was with for on as but not are have be you his her they their there about
        film movie story book product camera sound quality music comedy actor director performance character ending
        good bad great best worst better love hate funny boring excellent terrible beautiful interesting disappointed
        people time way year life world man woman child house city water money work school company government
        because although however would could should never always really very only other first last many much
        make take give find think know want need feel seem look watch buy read write play
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    @Test func commonWordsAreSinglePieces() throws {
        let vocabulary = try Vocabulary(file: "\(Self.directory)/vocab.txt")
        #expect(Self.words.filter { vocabulary.id(of: $0) == nil } == [])
    }

    @Test func asciiIsNeverUnknown() throws {
        let tokenizer = try Tokenizer(directory: Self.directory)
        let printable = String(String.UnicodeScalarView((33...126).compactMap(Unicode.Scalar.init)))
        #expect(!(try tokenizer.encode(printable).ids.contains(1)))
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        let words = letters.flatMap { first in letters.map { "\(first)\($0)" } }.joined(separator: " ")
        #expect(!(try tokenizer.encode(words).ids.contains(1)))
    }
}
