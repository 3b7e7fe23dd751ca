import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// A change to the recorded tokenizer.json and what Fledge says about it, `FILE` standing for the path.
struct BrokenFile: Sendable, CustomTestStringConvertible {
    let replace: String
    let with: String
    let message: String
    var testDescription: String { "\(replace) → \(with)" }

    init(_ replace: String, _ with: String, _ message: String) {
        self.replace = replace
        self.with = with
        self.message = message
    }
}

@Suite struct TokenizerFileErrorTests {
    static let unknownType = "use a checkpoint with a BERT-style WordPiece tokenizer"

    static let broken = [
        BrokenFile(
            "\"type\": \"BertNormalizer\"", "\"type\": \"NFC\"",
            """
            FILE: the normalizer type "NFC" is not known
              expected: BertNormalizer
              found:    NFC
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"type\": \"BertPreTokenizer\"", "\"type\": \"ByteLevel\"",
            """
            FILE: the pre_tokenizer type "ByteLevel" is not known
              expected: BertPreTokenizer
              found:    ByteLevel
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"type\": \"TemplateProcessing\"", "\"type\": \"Sequence\"",
            """
            FILE: the post_processor type "Sequence" is not known
              expected: TemplateProcessing, BertProcessing, RobertaProcessing
              found:    Sequence
              try:      \(unknownType)
            """),
        BrokenFile(
            "{\"type\": \"WordPiece\", \"unk_token\"", "{\"type\": \"BPE\", \"unk_token\"",
            """
            FILE: the model type "BPE" is not known
              expected: WordPiece
              found:    BPE
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"vocab\": {", "\"vocabulary\": {",
            "FILE: model.vocab is missing\n  expected: an object of pieces and ids"),
        BrokenFile(
            "\"max_input_chars_per_word\": 100, ", "",
            "FILE: model.max_input_chars_per_word is missing\n  expected: a whole number"),
        BrokenFile(
            "\"unk_token\": \"[UNK]\"", "\"unk_token\": \"<unk>\"",
            """
            FILE: the vocabulary lacks "<unk>", which is model.unk_token
              expected: a piece of that name
              try:      check that the vocabulary and the tokenizer's settings belong to one checkpoint
            """),
        BrokenFile(
            "\"lowercase\": true", "\"lowercase\": 1",
            "FILE: normalizer.lowercase has a wrong value\n  expected: true or false\n  found:    1"),
        BrokenFile(
            "\"version\": \"1.0\"", "\"version\": \"2.0\"",
            "FILE: version has a wrong value\n  expected: \"1.0\"\n  found:    \"2.0\""),
        BrokenFile(
            "{\"[PAD]\": 0, \"[UNK]\": 1", "{\"[PAD]\": 0, \"[UNK]\": 0",
            """
            FILE: two pieces of model.vocab have the id 0
              expected: a piece for each id
              found:    "[PAD]" and "[UNK]"
            """),
        BrokenFile(
            "{\"[PAD]\": 0, \"[UNK]\": 1", "{\"[PAD]\": 0, \"[PAD]\": 1",
            """
            FILE, id 1: the piece "[PAD]" occurs twice
              expected: every piece once
              found:    the same piece at FILE, id 0
              try:      remove one of them; the ids after it change
            """),
        BrokenFile(
            "{\"[PAD]\": 0, ", "{\"[PAD]\": 396, ",
            """
            FILE: model.vocab has no piece with the id 0
              expected: the ids from 0 to 395
              found:    396 pieces up to id 396
            """),
        BrokenFile(
            "{\"[PAD]\": 0, ", "{\"[PAD]\": 0.5, ",
            """
            FILE:LINE: the id of "[PAD]" in model.vocab is wrong
              expected: a whole number from 0
              found:    0.5
            """),
        BrokenFile(
            "{\"[PAD]\": 0, ", "{\"[PAD]\": [\"0\"], ",
            """
            FILE:LINE: the id of "[PAD]" in model.vocab is wrong
              expected: a whole number from 0
              found:    ["0"]
            """),
        BrokenFile(
            "\"added_tokens\": [", "\"added_tokens\": [3, ",
            "FILE: added_tokens[0] has a wrong value\n  expected: an object\n  found:    3"),
        BrokenFile(
            "\"content\": \"[MASK]\"", "\"content\": \"<mask>\"",
            """
            FILE: the added token "<mask>" has the wrong id
              expected: 396, the next one behind the vocabulary
              found:    4
            """),
        BrokenFile(
            "\"content\": \"[MASK]\"", "\"content\": \"[PAD]\"",
            """
            FILE: the added token "[PAD]" has the wrong id
              expected: 0, as in the vocabulary
              found:    4
            """),
        BrokenFile(
            "\"truncation\": null", "\"truncation\": {\"max_length\": 9, \"direction\": \"Left\"}",
            "FILE: truncation.direction has a wrong value\n  expected: \"Right\"\n  found:    \"Left\""),
        BrokenFile(
            "\"id\": \"A\"", "\"id\": \"C\"",
            "FILE: post_processor.single[1].Sequence.id has a wrong value\n  expected: A\n  found:    \"C\""),
    ]

    @Test(arguments: broken)
    func saysWhatIsWrong(broken: BrokenFile) throws {
        let directory = try TemporaryDirectory()
        let content = try Fixture.tokenizerFile()
        let range = try #require(content.range(of: broken.replace))
        let path = try directory.write(
            "tokenizer.json", content.replacingCharacters(in: range, with: broken.with))
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        let line = content[..<range.lowerBound].count { $0 == "\n" } + 1
        let message = broken.message.replacingOccurrences(of: "FILE", with: path)
            .replacingOccurrences(of: "LINE", with: "\(line)")
        #expect(error?.description == message)
    }

    @Test(arguments: [
        ("cls", "[CLS]", "<cls>", "the vocabulary lacks \"<cls>\", which is post_processor.cls"),
        ("sep", "[SEP]", "<sep>", "the vocabulary lacks \"<sep>\", which is post_processor.sep"),
    ])
    func refusesMissingTokensOfThePostProcessor(role: String, token: String, name: String, problem: String) throws {
        let directory = try TemporaryDirectory()
        var content = try Fixture.tokenizerFile("bert-processing")
        let start = try #require(content.range(of: "\"\(role)\": ["))
        let range = try #require(content.range(of: token, range: start.upperBound..<content.endIndex))
        content.replaceSubrange(range, with: name)
        let path = try directory.write("tokenizer.json", content)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.place == path)
        #expect(error?.problem == problem)
    }

    @Test func refusesWrongIDsOfThePostProcessor() throws {
        let directory = try TemporaryDirectory()
        var content = try Fixture.tokenizerFile("bert-processing")
        let range = try #require(content.range(of: "\"sep\": [\n   \"[SEP]\",\n   3"))
        content.replaceSubrange(range, with: "\"sep\": [\n   \"[SEP]\",\n   2")
        let path = try directory.write("tokenizer.json", content)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(
            error?.description == """
                \(path): post_processor.sep gives "[SEP]" an id that is not its own
                  expected: 3, as in the vocabulary
                  found:    2
                """)
    }
}
