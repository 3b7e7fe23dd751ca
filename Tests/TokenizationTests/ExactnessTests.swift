import InputOutput
import TestSupport
import Testing
import Tokenization

/// Ids, offsets and word numbers of every Unicode scalar and of many random inputs, compared with digests of the
/// reference's, which Tests/Fixtures/Tokenization/record_exactness.py recorded with the vocabulary of MiniLM.
@Suite struct ExactnessTests {
    static let settings = ["uncased", "cased", "accented", "unclean"]

    static func tokenizer(_ setting: String) throws -> Tokenizer {
        let shipped = try Tokenizer(directory: MiniLM.directory())
        let normalizer: BertNormalizer
        switch setting {
        case "uncased": return shipped
        case "cased": normalizer = BertNormalizer(lowercases: false)
        case "accented": normalizer = BertNormalizer(stripsAccents: false)
        default: normalizer = BertNormalizer(cleansText: false, separatesChineseCharacters: false)
        }
        return try Tokenizer(vocabulary: shipped.vocabulary, normalizer: normalizer)
    }

    private let withAlignment = EncodingOptions(includesAlignment: true)

    @Test(arguments: settings) func everyScalar(setting: String) throws {
        let tokenizer = try Self.tokenizer(setting)
        let sections = try ExactnessSection.all(setting, "scalar")
        #expect(sections.count == 0x110)
        let complaints = try ExactnessSection.complaints(sections) { section in
            var answers = ExactnessAnswers()
            for value in UInt32(section) << 12...UInt32(section) << 12 | 0xFFF {
                guard let scalar = Unicode.Scalar(value) else { continue }
                for bytes in Self.texts(of: scalar) {
                    let encoding = try bytes.withUnsafeBufferPointer {
                        try tokenizer.encode(utf8: $0, options: withAlignment)
                    }
                    answers.append(encoding)
                }
                answers.endItem()
            }
            return answers
        }
        #expect(complaints == [])
    }

    /// The scalar alone; and between letters, before combining marks, after a letter, after a mark and before one.
    private static func texts(of scalar: Unicode.Scalar) -> [[UInt8]] {
        let alone = Array(UTF8.encode(scalar) ?? .init())
        let a: UInt8 = 0x61
        let e: UInt8 = 0x65
        let blank: UInt8 = 0x20
        let beside =
            [a] + alone + [a, blank] + alone + Array("\u{301}".utf8) + [blank] + alone + Array("\u{323}\u{302E}".utf8)
            + [blank, e] + alone + [blank, e] + Array("\u{301}".utf8) + alone + Array("\u{323}".utf8)
        return [alone, beside]
    }

    @Test(arguments: settings) func randomTexts(setting: String) throws {
        let tokenizer = try Self.tokenizer(setting)
        let grammar = try Grammar()
        let sections = try ExactnessSection.all(setting, "random")
        #expect(sections.count == 100)
        let complaints = try ExactnessSection.complaints(sections) { section in
            let texts = (section * 1000..<(section + 1) * 1000).map { number in
                var generator = ExactnessGenerator(UInt64(number), grammar)
                return generator.text(mostParts: 12)
            }
            var answers = ExactnessAnswers()
            for encoding in try tokenizer.encodeBatch(texts, options: withAlignment) {
                answers.append(encoding)
                answers.endItem()
            }
            return answers
        }
        #expect(complaints == [])
    }

    @Test(arguments: settings, ExactnessCall.Kind.allCases)
    func randomCalls(setting: String, kind: ExactnessCall.Kind) throws {
        let tokenizer = try Self.tokenizer(setting)
        let grammar = try Grammar()
        let sections = try ExactnessSection.all(setting, kind.rawValue)
        #expect(sections.count == 20)
        let complaints = try ExactnessSection.complaints(sections) { section in
            var answers = ExactnessAnswers()
            for number in section * 100..<(section + 1) * 100 {
                let call = ExactnessCall(kind, number: number, grammar: grammar)
                do {
                    let encodings = try call.encodings(tokenizer)
                    answers.append(0)
                    answers.append(call.isWindows ? -1 : encodings[0].truncatedTokenCount)
                    answers.append(encodings.count)
                    for encoding in encodings { answers.append(encoding, ofCall: true) }
                } catch let error as FledgeError where error.category == .usage {
                    answers.append(1)
                }
                answers.endItem()
            }
            return answers
        }
        #expect(complaints == [])
    }
}
