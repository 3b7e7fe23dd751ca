import Testing
import Tokenization

/// Text and alignment of every normalizer, compared with the reference.
@Suite struct NormalizerTests {
    /// The scalars of a text and the range of the original text for each.
    private struct Aligned: Equatable, CustomStringConvertible {
        var scalars: [UInt32]
        var alignment: [UInt32]

        init(_ text: String, _ alignment: [UInt32]) {
            scalars = text.unicodeScalars.map(\.value)
            self.alignment = alignment
        }

        /// A text with each scalar aligned with itself.
        init(_ text: String) {
            self.init(AlignedText(text))
        }

        init(_ text: AlignedText) {
            scalars = text.units.map(\.scalar)
            alignment = text.units.flatMap { [$0.origin.start, $0.origin.end] }
        }

        var description: String {
            scalars.map { String($0, radix: 16) }.joined(separator: " ") + " \(alignment)"
        }
    }

    @Test(arguments: 0..<RecordedComponents.normalizerCount)
    func textAndAlignmentAreThoseOfTheReference(number: Int) throws {
        let recorded = try RecordedComponents.file.get()
        #expect(recorded.normalizers.count == RecordedComponents.normalizerCount)
        let normalizer = recorded.normalizers[number].normalizer
        var expected = recorded.texts.map { Aligned($0) }
        for change in recorded.normalizers[number].changes {
            expected[change.text] = Aligned(change.result, change.alignment)
        }
        for (text, expected) in zip(recorded.texts, expected) {
            var aligned = AlignedText(text)
            normalizer.apply(to: &aligned)
            #expect(Aligned(aligned) == expected, "\(normalizer) of \(text.unicodeScalars.map(\.value))")
        }
    }

    @Test(arguments: [true, false], [true, false])
    func onePassOfBertEqualsItsSteps(cleansText: Bool, separatesChineseCharacters: Bool) throws {
        let texts = try RecordedComponents.file.get().texts
        for (stripsAccents, lowercases) in [
            (nil, true), (nil, false), (true, true), (true, false), (false, true), (false, false),
        ] as [(Bool?, Bool)] {
            let settings = BertNormalizer(
                cleansText: cleansText, separatesChineseCharacters: separatesChineseCharacters,
                stripsAccents: stripsAccents, lowercases: lowercases)
            for text in texts + [texts.joined(separator: " ")] {
                #expect(
                    Array(settings.normalize(text).utf8) == Array(Normalizer.bert(settings).normalize(text).utf8),
                    "\(settings) of \(text.unicodeScalars.map(\.value))")
            }
        }
    }

    @Test func everyByteHasAnOrigin() {
        var text = AlignedText("é中")
        Normalizer.nfd.apply(to: &text)
        var bytes: [UInt8] = [0x21]
        var origins = [TextOrigin(start: 7, end: 8)]
        text.appendUTF8(to: &bytes, origins: &origins)
        #expect(bytes == Array("!e\u{301}中".utf8))
        #expect(origins.map(\.start) == [7, 0, 0, 0, 2, 2, 2])
        #expect(origins.map(\.end) == [8, 2, 2, 2, 5, 5, 5])
    }

    /// The time for sorting does not grow with the square of the number of marks.
    @Test func aLongRunOfMarksIsSorted() {
        let count = 100_000
        let text = "a" + String(repeating: "\u{301}\u{323}", count: count)
        let expected =
            [0x1EA1] + [UInt32](repeating: 0x323, count: count - 1) + [UInt32](repeating: 0x301, count: count)
        #expect(Normalizer.nfc.normalize(text).unicodeScalars.map(\.value) == expected)
    }
}

extension AlignedText {
    fileprivate init(_ text: String) {
        var text = text
        self = text.withUTF8 { AlignedText($0) }
    }
}
