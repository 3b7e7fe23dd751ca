import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// A change to the recorded tokenizer.json and Fledge's error about it, with `FILE` for the path.
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

    static let normalizers =
        "BertNormalizer, NFD, NFKD, NFC, NFKC, Lowercase, StripAccents, Strip, Prepend, Replace, Sequence"

    static let broken = [
        BrokenFile(
            "\"type\": \"BertNormalizer\"", "\"type\": \"Nmt\"",
            """
            FILE:LINE: the normalizer type "Nmt" is not known
              expected: \(normalizers)
              found:    Nmt
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"type\": \"BertPreTokenizer\"", "\"type\": \"ByteLevel\"",
            """
            FILE:LINE: the pre_tokenizer type "ByteLevel" is not known
              expected: BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Sequence
              found:    ByteLevel
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"type\": \"TemplateProcessing\"", "\"type\": \"Sequence\"",
            """
            FILE:LINE: the post_processor type "Sequence" is not known
              expected: TemplateProcessing, BertProcessing, RobertaProcessing
              found:    Sequence
              try:      \(unknownType)
            """),
        BrokenFile(
            "{\"type\": \"WordPiece\", \"unk_token\"", "{\"type\": \"BPE\", \"unk_token\"",
            """
            FILE:LINE: the model type "BPE" is not known
              expected: WordPiece
              found:    BPE
              try:      \(unknownType)
            """),
        BrokenFile(
            "\"vocab\": {", "\"vocabulary\": {",
            """
            FILE:LINE: model.vocabulary is not known
              expected: type, unk_token, continuing_subword_prefix, max_input_chars_per_word, vocab
              found:    vocabulary
              try:      save the tokenizer without it, if it can do without
            """),
        BrokenFile(
            "\"max_input_chars_per_word\": 100, ", "",
            "FILE:LINE: model.max_input_chars_per_word is missing\n  expected: a whole number"),
        BrokenFile(
            "\"unk_token\": \"[UNK]\"", "\"unk_token\": \"<unk>\"",
            """
            FILE:LINE: the vocabulary lacks "<unk>", which is model.unk_token
              expected: a piece of that name
              try:      check that the vocabulary and the tokenizer's settings belong to one checkpoint
            """),
        BrokenFile(
            "\"lowercase\": true", "\"lowercase\": 1",
            "FILE:LINE: normalizer.lowercase has a wrong value\n  expected: true or false\n  found:    1"),
        BrokenFile(
            "\"version\": \"1.0\"", "\"version\": \"2.0\"",
            "FILE:LINE: version has a wrong value\n  expected: \"1.0\"\n  found:    \"2.0\""),
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
            "{\"[PAD]\": 0, ", "{\"[PAD]\": 70000, ",
            """
            FILE: model.vocab leaves out very many ids
              expected: the ids from 0 to 395, or few more
              found:    396 pieces up to id 70000
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
            "FILE:LINE: added_tokens[0] has a wrong value\n  expected: an object\n  found:    3"),
        BrokenFile(
            "\"content\": \"[MASK]\"", "\"content\": \"<mask>\"",
            """
            FILE:ABOVE: the added token "<mask>" has the wrong id
              expected: 396, the next one behind the vocabulary
              found:    4
            """),
        BrokenFile(
            "\"content\": \"[MASK]\"", "\"content\": \"[PAD]\"",
            """
            FILE:ABOVE: the added token "[PAD]" has the wrong id
              expected: 0, as in the vocabulary
              found:    4
            """),
        BrokenFile(
            "\"truncation\": null",
            "\"truncation\": {\"max_length\": 9, \"strategy\": \"LongestFirst\", \"stride\": 0, \"direction\": \"left\"}",
            "FILE:LINE: truncation.direction has a wrong value\n  expected: \"Left\", \"Right\"\n  found:    \"left\""),
        BrokenFile(
            "\"truncation\": null", "\"truncation\": {\"max_length\": 9, \"strategy\": \"Longest\", \"stride\": 0}",
            """
            FILE:LINE: truncation.strategy has a wrong value
              expected: "LongestFirst", "OnlyFirst", "OnlySecond"
              found:    "Longest"
            """),
        BrokenFile(
            "\"truncation\": null", "\"truncation\": {\"max_length\": 9, \"strategy\": \"LongestFirst\"}",
            "FILE:LINE: truncation.stride is missing\n  expected: a whole number"),
        BrokenFile(
            "\"id\": \"A\"", "\"id\": \"C\"",
            "FILE:LINE: post_processor.single[1].Sequence.id has a wrong value\n  expected: A\n  found:    \"C\""),
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
            .replacingOccurrences(of: "LINE", with: "\(line)").replacingOccurrences(of: "ABOVE", with: "\(line - 1)")
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
        let line = content[..<start.lowerBound].count { $0 == "\n" } + 1
        #expect(error?.place == "\(path):\(line)")
        #expect(error?.problem == problem)
    }

    @Test func refusesWrongIDsOfThePostProcessor() throws {
        let directory = try TemporaryDirectory()
        var content = try Fixture.tokenizerFile("bert-processing")
        let range = try #require(content.range(of: "\"sep\": [\n   \"[SEP]\",\n   3"))
        let line = content[..<range.lowerBound].count { $0 == "\n" } + 1
        content.replaceSubrange(range, with: "\"sep\": [\n   \"[SEP]\",\n   2")
        let path = try directory.write("tokenizer.json", content)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(
            error?.description == """
                \(path):\(line): post_processor.sep gives "[SEP]" an id that is not its own
                  expected: 3, as in the vocabulary
                  found:    2
                """)
    }

    // MARK: Components

    /// A component that replaces the recorded one, on a separate line, and Fledge's error about it.
    static let brokenComponents: [(member: String, value: String, message: String)] = [
        (
            "normalizer", "{\"strip_left\": true}",
            "FILE: normalizer.type is missing\n  expected: \(normalizers)"
        ),
        (
            "normalizer", "{\"type\": \"Strip\", \"strip_left\": true}",
            "FILE: normalizer.strip_right is missing\n  expected: true or false"
        ),
        (
            "normalizer", "{\"type\": \"Lowercase\", \"locale\": \"tr\"}",
            """
            FILE: normalizer.locale is not known
              expected: type
              found:    locale
              try:      save the tokenizer without it, if it can do without
            """
        ),
        (
            "normalizer", "{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"NFC\"}, {\"type\": \"ByteLevel\"}]}",
            """
            FILE: the normalizer.normalizers[1] type "ByteLevel" is not known
              expected: \(normalizers)
              found:    ByteLevel
              try:      \(unknownType)
            """
        ),
        (
            "normalizer", "{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"a+\"}, \"content\": \"a\"}",
            """
            FILE: normalizer.pattern.Regex is a regular expression, which Fledge does not apply
              expected: a text: {"String": …}
              found:    "a+"
              try:      apply the expression to the texts beforehand, and train a model without this normalizer
            """
        ),
        (
            "normalizer", "{\"type\": \"Replace\", \"pattern\": \"a\", \"content\": \"b\"}",
            "FILE: normalizer.pattern has a wrong value\n  expected: an object\n  found:    \"a\""
        ),
        (
            "normalizer", "{\"type\": \"Prepend\", \"prepend\": null}",
            "FILE: normalizer.prepend is missing\n  expected: a string"
        ),
        (
            "pre_tokenizer", "{\"type\": \"Metaspace\"}",
            """
            FILE: the pre_tokenizer type "Metaspace" is not known
              expected: BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation, Sequence
              found:    Metaspace
              try:      \(unknownType)
            """
        ),
        (
            "pre_tokenizer", "{\"type\": \"Punctuation\", \"behavior\": \"isolated\"}",
            """
            FILE: pre_tokenizer.behavior has a wrong value
              expected: "Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"
              found:    "isolated"
            """
        ),
        (
            "pre_tokenizer", "{\"type\": \"Sequence\", \"pretokenizers\": {}}",
            "FILE: pre_tokenizer.pretokenizers has a wrong value\n  expected: an array\n  found:    {}"
        ),
        (
            "pre_tokenizer", "{\"type\": \"Sequence\", \"pretokenizers\": [[]]}",
            "FILE: pre_tokenizer.pretokenizers[0] has a wrong value\n  expected: an object\n  found:    []"
        ),
        (
            "post_processor", "{\"type\": \"ByteLevel\"}",
            """
            FILE: the post_processor type "ByteLevel" is not known
              expected: TemplateProcessing, BertProcessing, RobertaProcessing
              found:    ByteLevel
              try:      \(unknownType)
            """
        ),
        (
            "post_processor", "{\"type\": \"RobertaProcessing\", \"sep\": [\"[SEP]\", 3], \"cls\": [\"[CLS]\", 2]}",
            "FILE: post_processor.add_prefix_space is missing\n  expected: true or false"
        ),
        (
            "decoder", "{\"type\": \"ByteLevel\"}",
            """
            FILE: the decoder type "ByteLevel" is not known
              expected: WordPiece
              found:    ByteLevel
              try:      \(unknownType)
            """
        ),
        (
            "decoder", "{\"type\": \"WordPiece\", \"prefix\": \"##\"}",
            "FILE: decoder.cleanup is missing\n  expected: true or false"
        ),
        (
            "model",
            "{\"unk_token\": \"a\", \"continuing_subword_prefix\": \"\", \"max_input_chars_per_word\": 9, \"vocab\": [\"a\"]}",
            "FILE: model.vocab is missing\n  expected: an object of pieces and ids\n  found:    [\"a\"]"
        ),
        ("model", "null", "FILE: model is missing\n  expected: an object"),
        ("decoder", "[]", "FILE: decoder has a wrong value\n  expected: an object\n  found:    []"),
    ]

    @Test(arguments: brokenComponents.indices)
    func saysWhichComponentIsWrong(number: Int) throws {
        let (member, value, message) = Self.brokenComponents[number]
        let directory = try TemporaryDirectory()
        var file = try JSONValue(contentsOf: "\(Fixture.path("uncased"))/tokenizer.json").objectValue ?? [:]
        file[member] = nil
        let rest = String(decoding: try JSONValue.object(file).encoded(pretty: false), as: UTF8.self)
        let path = try directory.write("tokenizer.json", "{\n\n\"\(member)\": \(value),\n" + rest.dropFirst())
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        #expect(error?.description == message.replacingOccurrences(of: "FILE", with: "\(path):3"))
    }

    /// A vocabulary file is read in the same way, with or without tokenizer.json.
    @Test func refusesVocabulariesWithoutUnknownPiece() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("vocab.txt", "[PAD]\n[CLS]\n[SEP]\na\n")
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(
            error?.description == """
                \(path): the vocabulary lacks "[UNK]", which is unk_token
                  expected: a piece of that name
                  try:      check that the vocabulary and the tokenizer's settings belong to one checkpoint
                """)
    }
}
