import InputOutput
import TestSupport
import Testing
import Tokenization

/// Vocabularies compared with those that the reference trains, and the settings of the trainer.
@Suite struct TrainingTests {
    @Test func allCasesAreThere() { #expect(TrainingCase.all.count == 15) }

    @Test(arguments: TrainingCase.all)
    func learnsWhatTheReferenceLearns(_ recorded: TrainingCase) throws {
        let counts = WordCounts(recorded.texts, normalizer: recorded.normalizer)
        let pieces = try recorded.trainer.train(counts).allPieces
        let expected = recorded.pieces.map { Array($0.utf8) }
        #expect(recorded.isOrdered ? pieces == expected : Set(pieces) == Set(expected))
        #expect(pieces.count == expected.count)
    }

    private func pieces(
        _ texts: [String], _ configure: (inout WordPieceTrainer) -> Void = { _ in }
    ) throws -> [String] {
        var trainer = WordPieceTrainer()
        trainer.specialTokens = ["[UNK]"]
        configure(&trainer)
        let vocabulary = try trainer.train(WordCounts(texts))
        return (0..<vocabulary.count).map { vocabulary[Int32($0)] }
    }

    @Test func orderOfPieces() throws {
        // The alphabet, then its continuing pieces, then merges: (a, ##b) and (##b, ##c) occur three times, and the
        // first has the smaller ids.
        #expect(
            try pieces(["abc abc cb abc"]) == ["[UNK]", "a", "b", "c", "##b", "##c", "ab", "abc"])
    }

    @Test(arguments: [(1, ["ab", "cd"]), (2, ["ab"]), (3, [])])
    func pairsBelowTheMinimumFrequencyStayApart(frequency: Int, merged: [String]) throws {
        let found = try pieces(["ab cd ab"]) { $0.minimumFrequency = frequency }
        #expect(found == ["[UNK]", "a", "b", "c", "d", "##b", "##d"] + merged)
    }

    @Test(arguments: [(1, "a"), (2, "ab"), (3, "abx"), (4, "abxy"), (5, "abxyz"), (nil, "abxyz")])
    func alphabetLimitKeepsFrequentScalarsThenSmallOnes(limit: Int?, kept: String) throws {
        // z, y and x are equally frequent.
        let found = try pieces(["a a a b b z y x"]) { $0.alphabetLimit = limit }
        #expect(found == ["[UNK]"] + kept.map(String.init))
    }

    @Test func scalarsWithoutAPieceAreLeftOut() throws {
        let found = try pieces(["xab", "xab"]) {
            $0.alphabetLimit = 2
            $0.specialTokens = ["[UNK]", "b", "x"]
        }
        // The special tokens are separate pieces; a and b of the alphabet are kept, and x is a piece through its token.
        #expect(found == ["[UNK]", "b", "x", "a", "##a", "##b", "xa", "xab"])
        let without = try pieces(["xab", "xab", "a", "b"]) { $0.alphabetLimit = 2 }
        #expect(without == ["[UNK]", "a", "b", "##a", "##b", "##ab"])
    }

    @Test func specialTokensComeFirstAndOnce() throws {
        let found = try pieces(["ab"]) {
            $0.specialTokens = ["[MASK]", "[UNK]", "[MASK]", "b"]
            $0.minimumFrequency = 1
        }
        #expect(found == ["[MASK]", "[UNK]", "b", "a", "##b", "ab"])
    }

    @Test(arguments: ["", "@@"])
    func prefixes(prefix: String) throws {
        let found = try pieces(["ab ab"]) { $0.continuingPrefix = prefix }
        #expect(found == ["[UNK]", "a", "b"] + (prefix.isEmpty ? [] : ["@@b"]) + ["ab"])
    }

    @Test func equivalentStringsAreDifferentPieces() throws {
        var trainer = WordPieceTrainer()
        trainer.specialTokens = ["[UNK]"]
        // An angstrom sign and the letter that it decomposes to.
        let normalizer = BertNormalizer(stripsAccents: false, lowercases: false)
        let counts = WordCounts(["\u{212B} \u{C5}"], normalizer: normalizer)
        let pieces = try trainer.train(counts).allPieces
        #expect(pieces == ["[UNK]", "\u{C5}", "\u{212B}"].map { Array($0.utf8) })
    }

    @Test func longWords() throws {
        let word = String(repeating: "ab", count: 100_000)
        let found = try pieces([word]) { $0.vocabularySize = 12 }
        #expect(found.prefix(5) == ["[UNK]", "a", "b", "##a", "##b"])
        // The first merge takes every ##a ##b except at the word's end and start; then pairs of pairs.
        #expect(Array(found.dropFirst(5)) == (0..<7).map { "##" + String(repeating: "ab", count: 1 << $0) })
    }

    @Test func progressEndsAtTheSize() throws {
        var last: WordPieceTrainer.Progress?
        var trainer = WordPieceTrainer()
        trainer.vocabularySize = 14
        _ = try trainer.train(WordCounts(["abc abc cb abc"])) { last = $0 }
        #expect(last == nil)
        trainer.vocabularySize = 12
        _ = try trainer.train(WordCounts(["abc abc cb abc"])) { last = $0 }
        #expect(last?.pieceCount == 12)
        #expect(last?.vocabularySize == 12)
        #expect(throws: CancellationError.self) {
            try trainer.train(WordCounts(["abc abc cb abc"])) { _ in throw CancellationError() }
        }
    }

    static let failures: [(@Sendable (inout WordPieceTrainer) -> Void, [String], String)] = [
        ({ _ in }, [], "there are no words to learn a vocabulary from\n  expected: texts with words"),
        ({ _ in }, ["", " \n"], "there are no words to learn a vocabulary from\n  expected: texts with words"),
        (
            { $0.vocabularySize = 9 }, ["abc"],
            """
            the vocabulary is too small for the alphabet
              expected: at least 10 pieces for the special tokens and the characters that occur
              found:    a size of 9
              try:      raise the size or lower the alphabet's limit
            """
        ),
        (
            { $0.vocabularySize = 0 }, ["abc"],
            "the vocabulary's size makes no sense\n  expected: a number from 1 to 2147483647\n  found:    0"
        ),
        (
            { $0.minimumFrequency = -1 }, ["abc"],
            "the minimum frequency makes no sense\n  expected: 0 or more\n  found:    -1"
        ),
        (
            { $0.alphabetLimit = 0 }, ["abc"],
            "the alphabet's limit makes no sense\n  expected: 1 or more\n  found:    0"
        ),
        ({ $0.specialTokens = [""] }, ["abc"], "a special token is empty\n  expected: tokens such as \"[MASK]\""),
    ]

    @Test(arguments: failures.indices)
    func settingsThatMakeNoSense(_ index: Int) throws {
        let (configure, texts, expected) = Self.failures[index]
        var trainer = WordPieceTrainer()
        configure(&trainer)
        #expect(message { _ = try trainer.train(WordCounts(texts)) } == expected)
    }

    @Test func sizeOfTheAlphabetSuffices() throws {
        var trainer = WordPieceTrainer()
        trainer.vocabularySize = 10
        #expect(try trainer.train(WordCounts(["abc abc"])).count == 10)
    }
}
