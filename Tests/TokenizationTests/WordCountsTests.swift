import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// Counting words in texts, files and streams, on any number of threads.
@Suite struct WordCountsTests {
    @Test func countsNormalisedWords() {
        var counts = WordCounts(["The café, the CAFÉ!", "the\ncafe", ""])
        counts.add(utf8: UnsafeBufferPointer(start: nil, count: 0))
        #expect(counts.count(of: "the") == 3)
        #expect(counts.count(of: "cafe") == 3)
        #expect(counts.count(of: ",") == 1)
        #expect(counts.count(of: "The") == 0)
        #expect(counts.count(of: "") == 0)
        #expect((counts.wordCount, counts.differentWordCount, counts.textCount) == (8, 4, 4))
    }

    @Test func mergingAddsCounts() {
        var counts = WordCounts(["a b", "a"])
        counts.merge(WordCounts(["b c c"]))
        #expect(["a", "b", "c"].map(counts.count) == [2, 2, 2])
        #expect((counts.wordCount, counts.differentWordCount, counts.textCount) == (6, 3, 3))
    }

    @Test func manyDifferentWords() {
        var counts = WordCounts()
        for round in 1...2 {
            for number in 0..<20_000 where number % round == 0 { counts.add("w\(number)xyz\(number * 7919)") }
        }
        #expect(counts.differentWordCount == 20_000)
        #expect((0..<20_000).allSatisfy { counts.count(of: "w\($0)xyz\($0 * 7919)") == ($0 % 2 == 0 ? 2 : 1) })
    }

    /// Bytes, the result of Python's `bytes.decode(errors="replace")` for them, and its number of U+FFFD.
    static let illFormed: [([UInt8], String, Int)] = [
        ([0x61, 0xFF, 0x62], "a\u{FFFD}b", 1),
        ([0x61, 0xC3], "a\u{FFFD}", 1),
        ([0xE2, 0x82, 0x61], "\u{FFFD}a", 1),
        ([0xF0, 0x9F, 0x98, 0x20, 0x61], "\u{FFFD} a", 1),
        ([0xC0, 0x80, 0x61], "\u{FFFD}\u{FFFD}a", 2),
        ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}", 3),
        ([0xF5, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", 4),
        ([0xE0, 0x80, 0x61, 0xF4, 0x90, 0x62], "\u{FFFD}\u{FFFD}a\u{FFFD}\u{FFFD}b", 4),
        ([0x80, 0xC3, 0xA9, 0xBF], "\u{FFFD}é\u{FFFD}", 2),
    ]

    @Test(arguments: illFormed)
    func illFormedBytesAreReplaced(bytes: [UInt8], text: String, count: Int) {
        let normalizer = BertNormalizer(cleansText: false, stripsAccents: false)
        var counts = WordCounts(normalizer: normalizer)
        bytes.withUnsafeBufferPointer { counts.add(utf8: $0) }
        let expected = WordCounts([text], normalizer: normalizer)
        #expect(counts.replacementCount == count)
        #expect(counts.wordCount == expected.wordCount)
        for word in text.split(separator: " ") { #expect(counts.count(of: String(word)) == 1) }
    }

    /// Lines of many lengths with words in many scripts, the same in every run.
    private static let text: String = {
        var generator = SeededGenerator(7)
        let words = ["the", "Café", "e\u{301}", "東京", "x\u{323}\u{302}", "!", "naïve-ish", "😀", "a", "longer", "ﬁ"]
        return (0..<3000).map { _ in
            (0..<Int.random(in: 0...30, using: &generator))
                .map { _ in words[Int.random(in: words.indices, using: &generator)] }
                .joined(separator: Bool.random(using: &generator) ? " " : "")
        }
        .joined(separator: "\n")
    }()

    static let divisions: [(threads: Int, blockSize: Int)] = [(1, 1 << 20), (1, 1), (2, 100), (3, 1000), (8, 4096)]

    @Test(arguments: divisions)
    func resultDoesNotDependOnTheDivision(threads: Int, blockSize: Int) throws {
        let directory = try TemporaryDirectory()
        for (text, lines) in [(Self.text, 3000), (Self.text + "\n", 3000), (Self.text.replacing("\n", with: " "), 1)] {
            let expected = WordCounts([text])
            let path = try directory.write("texts.txt", text)
            let ofFile = WordCounter(threadCount: threads, blockSize: blockSize)
            var last = 0
            try ofFile.add(file: path) { last = $0 }
            #expect(last == text.utf8.count)
            let ofStream = WordCounter(threadCount: threads, blockSize: blockSize)
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            try ofStream.add(descriptor: handle.fileDescriptor, name: "stream")
            let ofTexts = WordCounter(threadCount: threads, blockSize: blockSize)
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) { ofTexts.add(String(line)) }
            for counts in [ofFile.finish(), ofStream.finish()] {
                #expect(counts.textCount == lines)
                try expectEqual(counts, expected)
            }
            try expectEqual(ofTexts.finish(), expected)
        }
    }

    /// Equal counts give equal vocabularies, regardless of the order in which words occurred.
    private func expectEqual(_ counts: WordCounts, _ expected: WordCounts) throws {
        #expect(counts.wordCount == expected.wordCount)
        #expect(counts.differentWordCount == expected.differentWordCount)
        var trainer = WordPieceTrainer()
        trainer.vocabularySize = 200
        #expect(try trainer.train(counts) == trainer.train(expected))
    }

    @Test func emptyFilesAndStreamsHaveNoTexts() throws {
        let directory = try TemporaryDirectory()
        let counter = WordCounter()
        try counter.add(file: directory.write("empty.txt", ""))
        try counter.add(file: "/dev/null")
        let counts = counter.finish()
        #expect((counts.textCount, counts.wordCount) == (0, 0))
    }

    @Test func countersCanGoOn() {
        let counter = WordCounter(threadCount: 2, blockSize: 2)
        counter.add("a b")
        counter.add("a")
        #expect(counter.finish().count(of: "a") == 2)
        counter.add("a")
        #expect(counter.finish().count(of: "a") == 1)
    }

    @Test func shareOfSinglePieces() throws {
        let vocabulary = try Vocabulary(pieces: ["[UNK]", "a", "b", "ab"])
        #expect(WordCounts(["a ab ab abb"]).singlePieceShare(in: vocabulary) == 0.75)
        #expect(WordCounts().singlePieceShare(in: vocabulary) == 0)
    }

    @Test func unreadableFiles() throws {
        let directory = try TemporaryDirectory()
        #expect(
            message { try WordCounter().add(file: "\(directory.path)/absent") }?
                .replacingOccurrences(of: directory.path, with: "DIR")
                == "DIR/absent: no such file or directory\n  try:      check the path")
        #expect(
            message { try WordCounter().add(file: directory.path) }?
                .replacingOccurrences(of: directory.path, with: "DIR")
                == "DIR: is a directory\n  expected: a file")
    }
}
