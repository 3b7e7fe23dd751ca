import InputOutput
import TestSupport
import Testing
import Tokenization

/// Arbitrary bytes: nothing crashes, runs forever or exceeds its bounds.
@Suite struct ExactnessRobustnessTests {
    private static let aligned = EncodingOptions(includesAlignment: true)

    /// Checks the properties of any text's encoding.
    private func check(_ tokenizer: Tokenizer, _ text: String, _ name: Comment) throws {
        let encoding = try tokenizer.encode(text, options: Self.aligned)
        let plain = try tokenizer.encode(text)
        #expect(plain.alignment == nil && plain.ids == encoding.ids && plain.typeIDs == encoding.typeIDs, name)
        #expect(encoding.ids.allSatisfy { (0..<Int32(tokenizer.vocabulary.count)).contains($0) }, name)
        let alignment = try #require(encoding.alignment, name)
        #expect(alignment.count == encoding.ids.count && encoding.typeIDs.count == encoding.ids.count, name)
        #expect(alignment.count >= 2, name)
        // The start of each character, and the end.
        var starts = [0]
        for scalar in text.unicodeScalars { starts.append(starts[starts.count - 1] + UTF8.width(scalar)) }
        var lastWord = 0
        for (index, token) in alignment.enumerated() {
            let isAdded = index == 0 || index == alignment.count - 1
            guard token.isSpecial == isAdded, !isAdded else {
                let expected = token.word == nil && token.text == nil && token.byteRange == 0..<0
                #expect(token.isSpecial == isAdded && expected && token.characterRange == 0..<0, name)
                continue
            }
            let characters = token.characterRange
            guard characters.upperBound < starts.count, characters.lowerBound < characters.upperBound,
                token.byteRange == starts[characters.lowerBound]..<starts[characters.upperBound],
                let word = token.word, word >= lastWord, token.text == 0
            else {
                Issue.record("\(name): token \(index) of \(text.debugDescription.prefix(200)) is \(token)")
                return
            }
            lastWord = word
        }
    }

    /// Random bytes, and texts with some bytes changed, lost or repeated.
    private static func bytes(_ number: Int, _ grammar: Grammar) -> [UInt8] {
        var generator = ExactnessGenerator(0xB17E5 << 32 | UInt64(number), grammar)
        if number % 4 == 0 { return (0..<generator.below(80)).map { _ in UInt8(generator.below(256)) } }
        var bytes = Array(generator.text(mostParts: 8).utf8)
        for _ in 0..<generator.below(4) where !bytes.isEmpty {
            let place = generator.below(bytes.count)
            switch generator.below(4) {
            case 0: bytes[place] = UInt8(generator.below(256))
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(UInt8(0x80 + generator.below(0x80)), at: place)
            default: bytes.append(contentsOf: bytes[place...])
            }
        }
        return bytes
    }

    @Test(arguments: ExactnessTests.settings) func arbitraryBytes(setting: String) throws {
        let tokenizer = try ExactnessTests.tokenizer(setting)
        let grammar = try Grammar()
        var validCount = 0
        let first = 5000 * (ExactnessTests.settings.firstIndex(of: setting) ?? 0)
        for number in first..<first + 5000 {
            let bytes = Self.bytes(number, grammar)
            let repaired = String(decoding: bytes, as: UTF8.self)
            let isValid = repaired.utf8.elementsEqual(bytes)
            let encoding = try bytes.withUnsafeBufferPointer { try tokenizer.encode(utf8: $0, options: Self.aligned) }
            var expected = try tokenizer.encode(repaired, options: Self.aligned)
            expected.replacementCount = encoding.replacementCount
            #expect(encoding == expected, "\(bytes)")
            let replacementCount = repaired.unicodeScalars.count { $0 == "\u{FFFD}" }
            #expect((isValid ? 0...0 : 1...replacementCount).contains(encoding.replacementCount), "\(bytes)")
            validCount += isValid ? 1 : 0
            try check(tokenizer, repaired, "\(setting) \(number)")
        }
        #expect((500..<4500).contains(validCount))
    }

    /// Texts that would take forever, or too much memory, with a quadratic algorithm.
    private static let large: [(name: String, text: String)] = [
        ("one letter", repeated("a", 50_000)),
        ("many long words", repeated(repeated("a", 101) + " ", 5_000)),
        ("words that are spelled in single letters", repeated(repeated("qx", 50) + " ", 5_000)),
        ("continuation prefixes", repeated("##s", 50_000)),
        ("marks of one class", "a" + repeated("\u{301}", 20_000)),
        ("spacing marks of one class", "a" + repeated("\u{302E}", 20_000)),
        ("marks in reverse order", "a" + repeated("\u{302E}\u{1D165}\u{302F}\u{1D16D}", 5_000)),
        ("marks of falling classes", "a" + (0..<20_000).map { $0 < 10_000 ? "\u{1D16D}" : "\u{1D165}" }.joined()),
        ("letters with marks", repeated("e\u{323}\u{301}", 50_000)),
        ("marks alone", repeated("\u{302E}", 20_000)),
        ("Hangul", repeated("한", 50_000)),
        ("ideographs", repeated("的", 100_000)),
        ("punctuation", repeated("!", 100_000)),
        ("openings of special tokens", repeated("[SE", 100_000)),
        ("brackets", repeated("[", 200_000)),
        ("special tokens", repeated("[SEP]", 50_000)),
        ("blanks", repeated(" ", 500_000)),
        ("deleted characters", repeated("\u{AD}", 200_000)),
        ("deleted characters within a word", repeated("a\u{200D}", 50_000)),
        ("emoji", repeated("👩‍👩‍👧🏽", 20_000)),
        ("letters that grow", repeated("\u{130}\u{FB03}\u{1F82}", 20_000)),
        ("different words", (0..<100_000).map { "w\($0)" }.joined(separator: " ")),
    ]

    private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: ExactnessTests.settings) func largeTexts(setting: String) throws {
        let tokenizer = try ExactnessTests.tokenizer(setting)
        for (name, text) in Self.large {
            let start = ThreadTime.seconds
            _ = try tokenizer.encode(text, options: Self.aligned)
            // A linear algorithm takes milliseconds, also a second or two in debug builds with sanitizers; a quadratic one
            // takes minutes.
            #expect(ThreadTime.seconds - start < 10, "\(setting): \(name)")
            try check(tokenizer, text, "\(setting): \(name)")
            var cut = EncodingOptions(maximumLength: 128, includesAlignment: true)
            for side in TruncationSide.allCases {
                cut.truncationSide = side
                #expect(try tokenizer.encode(text, options: cut).ids.count <= 128, "\(setting): \(name)")
            }
        }
    }
}
