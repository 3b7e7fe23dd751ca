import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct TokenizerTests {
    // MARK: Directories

    @Test func refusesADirectoryWithoutTokenizer() throws {
        let directory = try TemporaryDirectory()
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .noInput)
        #expect(
            error?.description == """
                \(directory.path): the directory has no tokenizer
                  expected: tokenizer.json or vocab.txt
                  found:    neither of them
                  try:      copy the tokenizer's files from the checkpoint that the model was trained from
                """)
        let absent = #expect(throws: FledgeError.self) { try Tokenizer(directory: "\(directory.path)/absent") }
        #expect(absent?.category == .noInput)
        #expect(absent?.found == "no such directory")
    }

    /// tokenizer.json takes precedence; a vocab.txt that differs from it causes a warning.
    @Test(arguments: [(5, "worse"), (395, nil), (396, "more"), (0, nil), (200, "")] as [(Int, String?)])
    func warnsOfAnotherVocabularyFile(id: Int, piece: String?) throws {
        let directory = try TemporaryDirectory()
        let tokenizer = try Fixture.tokenizer()
        try tokenizer.save(toDirectory: directory.path)
        // The fixture is uncased and has pieces with capital letters, which causes another warning.
        func warnings() throws -> [String] {
            try Tokenizer(directory: directory.path).warnings.filter { !$0.contains("capital") }
        }
        #expect(try warnings().isEmpty)
        var pieces = tokenizer.pieces(of: Array(0..<Int32(tokenizer.vocabulary.count)))
        if id < pieces.count { pieces.remove(at: id) }
        if let piece { pieces.insert(piece, at: id) }
        let path = try directory.write("vocab.txt", pieces.joined(separator: "\n"))
        let again = try Tokenizer(directory: directory.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
        #expect(
            try warnings() == [
                "\(path): the vocabulary differs from that of \(directory.path)/tokenizer.json, which counts"
            ])
    }

    @Test(
        arguments: [
            ("{\"model_max_length\": 512}", 512),
            ("{\"model_max_length\": 1000000000000000019884624838656}", nil),
            ("{\"model_max_length\": 1e30}", nil),
            ("{\"model_max_length\": null}", nil),
            ("{}", nil),
        ] as [(String, Int?)])
    func readsTheMaximumLength(configuration: String, expected: Int?) throws {
        let directory = try TemporaryDirectory()
        try directory.write("tokenizer.json", Fixture.tokenizerFile())
        try directory.write("tokenizer_config.json", configuration)
        #expect(try Tokenizer(directory: directory.path).maximumLength == expected)
    }

    @Test(arguments: [
        (
            "{\"tokenizer_class\": \"BertJapaneseTokenizer\"}",
            "the tokenizer class \"BertJapaneseTokenizer\" is not known"
        ),
        ("{\"cls_token\": \"<s>\"}", "the vocabulary lacks \"<s>\", which is cls_token"),
        ("{\"sep_token\": {\"content\": \"</s>\"}}", "the vocabulary lacks \"</s>\", which is sep_token"),
        ("{\"unk_token\": \"<unk>\"}", "the vocabulary lacks \"<unk>\", which is unk_token"),
        ("{\"unk_token\": 3}", "unk_token has a wrong value"),
        ("{\"do_lower_case\": \"yes\"}", "do_lower_case has a wrong value"),
        ("{\"model_max_length\": \"long\"}", "model_max_length has a wrong value"),
        ("{\"truncation_side\": \"middle\"}", "truncation_side has a wrong value"),
        ("{\"added_tokens_decoder\": {\"x\": {\"content\": \"x\"}}}", "added_tokens_decoder has a wrong name"),
        ("[]", "the file holds no JSON object"),
        ("{", "the file is not valid JSON"),
    ])
    func refusesWrongConfigurations(configuration: String, problem: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n")
        try directory.write("tokenizer_config.json", configuration)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        #expect(error?.problem == problem)
    }

    @Test func readsSettingsBesideAVocabularyFile() throws {
        let directory = try TemporaryDirectory()
        try directory.write("vocab.txt", "[PAD]\n[UNK]\n<c>\n<s>\n[MASK]\nA\na\n<x>\n")
        try directory.write(
            "tokenizer_config.json",
            """
            {"do_lower_case": false, "cls_token": {"content": "<c>"}, "sep_token": "<s>", "model_max_length": 64,
             "tokenizer_class": "DistilBertTokenizerFast",
             "added_tokens_decoder": {"7": {"content": "<x>", "lstrip": true}, "8": {"content": "<y>"}}}
            """)
        let tokenizer = try Tokenizer(directory: directory.path)
        #expect(try tokenizer.encode("A a <x>b <y>[MASK]").ids == [2, 5, 6, 7, 1, 8, 4, 3])
        #expect(tokenizer.maximumLength == 64)
        #expect(tokenizer.pieces(of: [8, 5, 99, -1]) == ["<y>", "A", "[UNK]", "[UNK]"])
    }

    @Test func mpnetHasItsOwnTokens() throws {
        let directory = try TemporaryDirectory()
        try directory.write("vocab.txt", "<s>\n<pad>\n</s>\n[UNK]\na\nb\n<mask>\n")
        try directory.write("tokenizer_config.json", "{\"tokenizer_class\": \"MPNetTokenizer\"}")
        let tokenizer = try Tokenizer(directory: directory.path)
        let encoding = try tokenizer.encode("a <mask>", pair: "b")
        #expect(encoding.ids == [0, 4, 6, 2, 2, 5, 2])
        #expect(encoding.typeIDs == [0, 0, 0, 0, 0, 0, 0])
    }

    /// Pieces are bytes, so two of them may be the same key in a dictionary of strings.
    @Test func readsPiecesThatAreCanonicallyEquivalent() throws {
        let directory = try TemporaryDirectory()
        let content = try Fixture.tokenizerFile().replacing("\"##中\": 395", with: "\"cafe\u{301}\": 395")
        try directory.write("tokenizer.json", content)
        let vocabulary = try Tokenizer(directory: directory.path).vocabulary
        #expect(vocabulary.count == 396)
        #expect(vocabulary.id(of: "cafe\u{301}") == 395)
        #expect(vocabulary.id(of: "café") == (try Fixture.tokenizer().vocabulary.id(of: "café")))
        #expect(vocabulary.id(of: "café") != 395)
    }

    // MARK: Embedded settings and saving

    @Test func embeddedTruncationIsReadButNotApplied() throws {
        let directory = try TemporaryDirectory()
        let truncation = "{\"direction\": \"Right\", \"max_length\": 4, \"strategy\": \"LongestFirst\", \"stride\": 0}"
        let padding = "{\"strategy\": {\"Fixed\": 9}, \"pad_id\": 0}"
        let plain = try Fixture.tokenizerFile()
        let content = plain.replacing("\"truncation\": null", with: "\"truncation\": \(truncation)")
            .replacing("\"padding\": null", with: "\"padding\": \(padding)")
        try directory.write("tokenizer.json", content)
        try directory.write("tokenizer_config.json", "{\"something\": \"kept\",\"tokenizer_class\": \"BertTokenizer\"}")
        let tokenizer = try Tokenizer(directory: directory.path)
        #expect(tokenizer.embeddedMaximumLength == 4)
        #expect(try tokenizer.encode("the film is good") == Fixture.tokenizer().encode("the film is good"))
        let saved = "\(directory.path)/deep/down"
        try tokenizer.save(toDirectory: saved)
        #expect(try String(contentsOfFile: "\(saved)/tokenizer.json", encoding: .utf8) == plain)
        #expect(
            try String(contentsOfFile: "\(saved)/tokenizer_config.json", encoding: .utf8)
                == "{\"something\": \"kept\",\"tokenizer_class\": \"BertTokenizer\"}")
        #expect(
            try String(contentsOfFile: "\(saved)/special_tokens_map.json", encoding: .utf8) == """
                {
                  "unk_token": "[UNK]",
                  "sep_token": "[SEP]",
                  "pad_token": "[PAD]",
                  "cls_token": "[CLS]",
                  "mask_token": "[MASK]"
                }

                """)
    }

    @Test func savesAMadeTokenizer() throws {
        let vocabulary = try Vocabulary(pieces: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "\"q\\", "a", "##b"])
        let tokenizer = try Tokenizer(
            vocabulary: vocabulary, normalizer: BertNormalizer(stripsAccents: false), maximumLength: 77)
        let directory = try TemporaryDirectory()
        try tokenizer.save(toDirectory: directory.path)
        let again = try Tokenizer(directory: directory.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
        #expect(again.maximumLength == 77)
        #expect(
            try String(contentsOfFile: "\(directory.path)/tokenizer_config.json", encoding: .utf8) == """
                {
                  "tokenizer_class": "BertTokenizer",
                  "do_lower_case": true,
                  "strip_accents": false,
                  "tokenize_chinese_chars": true,
                  "model_max_length": 77,
                  "unk_token": "[UNK]",
                  "sep_token": "[SEP]",
                  "pad_token": "[PAD]",
                  "cls_token": "[CLS]"
                }

                """)
        let broken = try Tokenizer(vocabulary: Vocabulary(pieces: ["[UNK]", "[CLS]", "[SEP]", "a\nb"]))
        let error = #expect(throws: FledgeError.self) { try broken.save(toDirectory: directory.path) }
        #expect(
            error?.description == """
                the piece of id 3 holds a line break, which vocab.txt cannot carry
                  found:    "a\\nb"
                """)
        let file = try directory.write("file", "")
        let other = #expect(throws: FledgeError.self) { try tokenizer.save(toDirectory: "\(file)/below") }
        #expect(other?.category == .cannotCreate)
        #expect(other?.place == "\(file)/below")
    }

    // MARK: Fitting the model

    @Test func mustFitTheModel() throws {
        let tokenizer = try Fixture.tokenizer("added-tokens")
        try tokenizer.requireFits(vocabularySize: 404, of: "model.safetensors")
        let error = #expect(throws: FledgeError.self) {
            try tokenizer.requireFits(vocabularySize: 403, of: "model.safetensors")
        }
        #expect(error?.category == .data)
        #expect(
            error?.description == """
                model.safetensors: the word embeddings have no row for the tokenizer's id 403, which is "中国"
                  expected: at least 404 rows
                  found:    403
                  try:      use the tokenizer that belongs to this model
                """)
    }

    @Test func fingerprintsDifferByWhatShapesIDs() throws {
        let fingerprints = try Fixture.variants.map { try Fixture.tokenizer($0).fingerprintDescription }
        // BertProcessing and the template of the uncased model are equivalent.
        #expect(fingerprints[0] == fingerprints[2])
        #expect(Set(fingerprints).count == fingerprints.count - 1)
        #expect(
            fingerprints[0].hasPrefix(
                """
                tokenizer 1
                normalizer BertNormalizer clean_text=true handle_chinese_chars=true strip_accents=true lowercase=true
                pre_tokenizer BertPreTokenizer
                model WordPiece unk_token="[UNK]" continuing_subword_prefix="##" max_input_chars_per_word=100
                single 2:0 A:0 3:0
                pair 2:0 A:0 3:0 B:1 3:1
                added_token 0 "[PAD]" single_word=false lstrip=false rstrip=false normalized=false
                """))
    }
}
