import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// The files that accompany a vocabulary, with ids as in `AutoTokenizer` of transformers 5.23.
@Suite struct TokenizerFilesTests {
    private static let special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
    private static let mpnet = "<s>\n<pad>\n</s>\n[UNK]\nhello\n<mask>\n"

    private func directory(_ files: [(String, String)]) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for (name, content) in files { try directory.write(name, content) }
        return directory
    }

    private func tokenizer(_ files: [(String, String)]) throws -> Tokenizer {
        let directory = try directory(files)
        return try withExtendedLifetime(directory) { try Tokenizer(directory: directory.path) }
    }

    private func rejection(_ files: [(String, String)]) throws -> FledgeError? {
        let directory = try directory(files)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        return error
    }

    // MARK: added_tokens.json and special_tokens_map.json

    @Test(
        arguments: [
            // A token that is not special is matched in the normalized text.
            ("hello\n", #"{"[E1]": 6, "Foo": 7}"#, "{}", "hello [E1] [e1] foo Foo", [2, 5, 6, 6, 7, 7, 3]),
            ("hello\n", #"{"[E2]": 7, "[E1]": 6}"#, "{}", "[E2] [E1]", [2, 7, 6, 3]),
            ("hello\n[E1]\n", #"{"[E1]": 6}"#, "{}", "hello [E1]", [2, 5, 6, 3]),
            ("hello\n", #"{"<c>": 6}"#, #"{"cls_token": "<c>"}"#, "hello <c>", [6, 5, 6, 3]),
            ("hello\n", #"{"[E1]": 6}"#, #"{"extra_special_tokens": ["[E1]"]}"#, "[E1] hello", [2, 6, 5, 3]),
            ("hello\n", #"{"caf\u00e9": 6, "x": 7}"#, "{}", "cafe x", [2, 6, 7, 3]),
        ] as [(String, String, String, String, [Int32])])
    func addedTokensFile(
        pieces: String, added: String, configuration: String, text: String, ids: [Int32]
    ) throws {
        let files = [
            ("vocab.txt", Self.special + pieces), ("added_tokens.json", added),
            ("tokenizer_config.json", configuration),
        ]
        let tokenizer = try tokenizer(files)
        #expect(try tokenizer.encode(text).ids == ids)
        let saved = try TemporaryDirectory()
        try tokenizer.save(toDirectory: saved.path)
        #expect(try Tokenizer(directory: saved.path).encode(text).ids == ids)
    }

    @Test(arguments: [
        (#"{"[E1]": 8}"#, "the added token \"[E1]\" has the wrong id"),
        (#"{"hello": 6}"#, "the added token \"hello\" has the wrong id"),
        (#"{"[E1]": 6, "[E2]": 8}"#, "the added token \"[E2]\" has the wrong id"),
        (#"{"[E1]": "6"}"#, "the id of \"[E1]\" is wrong"),
        (#"{"[E1]": -1}"#, "the id of \"[E1]\" is wrong"),
        ("[]", "the file holds no JSON object"),
        ("{", "the file is not valid JSON"),
    ])
    func rejectsAddedTokensFiles(content: String, problem: String) throws {
        let error = try rejection([("vocab.txt", Self.special + "hello\n"), ("added_tokens.json", content)])
        #expect(error?.problem == problem)
        #expect(error?.place?.contains("/added_tokens.json") == true)
    }

    @Test func addedTokensDecoderReplacesTheOlderFiles() throws {
        let tokenizer = try tokenizer([
            ("vocab.txt", Self.special + "hello\n<s>\n<c>\n"), ("added_tokens.json", #"{"[E1]": 8}"#),
            ("special_tokens_map.json", #"{"cls_token": "<s>"}"#),
            (
                "tokenizer_config.json",
                #"{"cls_token": "<c>", "added_tokens_decoder": {"2": {"content": "[CLS]", "special": true}}}"#
            ),
        ])
        #expect(try tokenizer.encode("hello").ids == [7, 5, 3])
        #expect(tokenizer.addedTokens.contains { $0.content == "[E1]" } == false)
    }

    @Test(
        arguments: [
            ("hello\n<s>\n<c>\n", #"{"cls_token": "<c>"}"#, #"{"cls_token": "<s>"}"#, "hello", [6, 5, 3]),
            (
                "hello\n", "{}", #"{"additional_special_tokens": ["[E1]", "[E2]"]}"#, "[E1] [E2] [e2]",
                [2, 6, 7, 1, 1, 1, 3]
            ),
            (
                "hello\n", #"{"additional_special_tokens": ["[E2]"]}"#, #"{"additional_special_tokens": ["[E1]"]}"#,
                "[E2]", [2, 6, 3]
            ),
            ("hello\n", #"{"foo_token": "<foo>"}"#, "{}", "<foo> hello", [2, 6, 5, 3]),
            ("hello\n", #"{"extra_special_tokens": {"image_token": "<im>"}}"#, "{}", "<im>", [2, 6, 3]),
            ("hello\n", #"{"bos_token": "<b>"}"#, "{}", "hello x", [2, 5, 1, 3]),
            ("hello\n", "{}", #"{"cls_token": {"content": "[CLS]", "lstrip": true}}"#, "hello [CLS]", [2, 5, 2, 3]),
            ("hello\n", "{}", #"{"mask_token": null, "pad_token": null}"#, "hello [MASK]", [2, 5, 1, 1, 1, 3]),
            ("hello\n<m>\n", "{}", #"{"mask_token": "<m>"}"#, "<m> hello", [2, 6, 5, 3]),
        ] as [(String, String, String, String, [Int32])])
    func specialTokensMap(pieces: String, configuration: String, map: String, text: String, ids: [Int32]) throws {
        let tokenizer = try tokenizer([
            ("vocab.txt", Self.special + pieces), ("tokenizer_config.json", configuration),
            ("special_tokens_map.json", map),
        ])
        #expect(try tokenizer.encode(text).ids == ids)
    }

    /// The reference assigns an id to a role's token that the vocabulary lacks, before tokens without a role.
    @Test func missingTokensAreCounted() throws {
        let tokenizer = try tokenizer([
            ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n"),
            ("tokenizer_config.json", #"{"additional_special_tokens": ["<e>"]}"#),
        ])
        #expect(try tokenizer.encode("hello <e>").ids == [2, 4, 6, 3])
    }

    /// A token that the vocabulary lacks keeps its place among the saved tokens, so that later ones keep theirs.
    @Test(
        arguments: [
            ("[UNK]\n[CLS]\n[SEP]\n[MASK]\nhello\n", "[PAD]", 5, 6),
            ("[UNK]\n[CLS]\n[SEP]\n[PAD]\nhello\n", "[MASK]", 5, 6),
            ("[UNK]\n[CLS]\n[SEP]\nhello\n", "[MASK]", 5, 6),
        ] as [(String, String, Int32, Int32)])
    func missingTokensAreSavedBeforeLaterOnes(
        vocabulary: String, missing: String, missingID: Int32, id: Int32
    ) throws {
        for file in ["tokenizer_config.json", "special_tokens_map.json"] {
            let tokenizer = try tokenizer([
                ("vocab.txt", vocabulary), (file, #"{"additional_special_tokens": ["<e>"]}"#),
            ])
            let saved = try TemporaryDirectory()
            try tokenizer.save(toDirectory: saved.path)
            let again = try Tokenizer(directory: saved.path)
            #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
            for tokenizer in [tokenizer, again] {
                #expect(try tokenizer.encode("<e>\(missing)").ids.dropFirst().dropLast() == [id, missingID])
            }
        }
    }

    /// The saved files do not name a token that the tokenizer lacks.
    @Test(arguments: ["mask_token", "pad_token", "bos_token", "eos_token"])
    func savesWithoutTokensThatTheVocabularyLacks(role: String) throws {
        for name in ["tokenizer_config.json", "special_tokens_map.json"] {
            let tokenizer = try tokenizer([
                ("vocab.txt", "[UNK]\n[CLS]\n[SEP]\nhello\n"), (name, #"{"\#(role)": "<none>"}"#),
            ])
            let saved = try TemporaryDirectory()
            try tokenizer.save(toDirectory: saved.path)
            #expect(try Tokenizer(directory: saved.path).fingerprintDescription == tokenizer.fingerprintDescription)
        }
    }

    @Test func namesTheMaskByItsRole() throws {
        let tokenizer = try tokenizer([
            ("vocab.txt", Self.special + "hello\n<hidden>\n"),
            ("special_tokens_map.json", #"{"mask_token": "<hidden>"}"#),
        ])
        #expect(tokenizer.maskTokenID == 6)
    }

    // MARK: vocab.txt

    /// transformers takes the mark for a part of the first piece.
    @Test func aByteOrderMarkIsPartOfTheFirstPiece() throws {
        let marked = try directory([("vocab.txt", "\u{FEFF}[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n")])
        let tokenizer = try Tokenizer(directory: marked.path)
        #expect(tokenizer.vocabulary[0] == "\u{FEFF}[PAD]")
        #expect(
            tokenizer.warnings.first?.contains(
                "vocab.txt:1: the file begins with a byte order mark, which is part of the first piece") == true)
        #expect(tokenizer.warnings.first?.contains("\"[PAD]\" is not in the vocabulary") == true)
        let broken = try directory([("vocab.txt", "\u{FEFF}[UNK]\n[PAD]\n[CLS]\n[SEP]\n[MASK]\na\n")])
        let error = #expect(throws: (any Error).self) { try Tokenizer(directory: broken.path) }
        #expect(error.map { "\($0)" }?.contains("remove the byte order mark at the start of the file") == true)
    }

    // MARK: The class

    @Test(
        arguments: [
            (#"{"model_type": "mpnet"}"#, "{}", Self.mpnet, [0, 4, 5, 3, 2]),
            (#"{"model_type": "mpnet"}"#, #"{"do_lower_case": true}"#, Self.mpnet, [0, 4, 5, 3, 2]),
            (#"{"tokenizer_class": "MPNetTokenizer"}"#, "{}", Self.mpnet, [0, 4, 5, 3, 2]),
            (#"{"tokenizer_class": "MPNetTokenizerFast", "model_type": "bert"}"#, "{}", Self.mpnet, [0, 4, 5, 3, 2]),
            (
                #"{"tokenizer_class": "MPNetTokenizer"}"#, #"{"tokenizer_class": "BertTokenizer"}"#,
                special + "hello\n<mask>\n", [2, 5, 1, 1, 1, 1, 3]
            ),
            (#"{"model_type": "electra"}"#, "{}", special + "hello\n<mask>\n", [2, 5, 1, 1, 1, 1, 3]),
            (#"{"tokenizer_class": "MobileBertTokenizer"}"#, "{}", special + "hello\n", [2, 5, 1, 1, 1, 1, 3]),
        ] as [(String, String, String, [Int32])])
    func theClassComesFromAllFiles(model: String, configuration: String, vocabulary: String, ids: [Int32]) throws {
        let tokenizer = try tokenizer([
            ("vocab.txt", vocabulary), ("config.json", model), ("tokenizer_config.json", configuration),
        ])
        #expect(try tokenizer.encode("hello <mask> x").ids == ids)
    }

    @Test(arguments: [
        "BertJapaneseTokenizer", "RobertaTokenizer", "BertweetTokenizer", "FunnelTokenizerFast", "HerbertTokenizer",
        "XLMRobertaTokenizer", "TapasTokenizer",
    ])
    func rejectsOtherClasses(name: String) throws {
        let json = "{\"tokenizer_class\": \"\(name)\"}"
        let plain = name.replacing("Fast", with: "")
        for file in ["config.json", "tokenizer_config.json"] {
            let vocabulary = try rejection([("vocab.txt", Self.special), (file, json)])
            #expect(vocabulary?.problem == "the tokenizer class \"\(plain)\" is not known")
            #expect(vocabulary?.place?.contains("/\(file):1") == true)
            let tokenizerFile = try rejection([("tokenizer.json", Fixture.tokenizerFile()), (file, json)])
            #expect(
                tokenizerFile?.problem
                    == "the tokenizer class \"\(plain)\" splits text in its own way, which Fledge does not know")
        }
    }

    @Test func unknownClassesFollowTheTokenizerFile() throws {
        let tokenizer = try tokenizer([
            ("tokenizer.json", Fixture.tokenizerFile("cased")),
            ("config.json", #"{"tokenizer_class": "OurTokenizer"}"#),
        ])
        #expect(tokenizer.warnings.count == 1)
        #expect(tokenizer.warnings.first?.contains("the tokenizer class \"OurTokenizer\" is not known") == true)
        let error = try rejection([
            ("vocab.txt", Self.special), ("config.json", #"{"tokenizer_class": "OurTokenizer"}"#),
        ])
        #expect(error?.problem == "the tokenizer class \"OurTokenizer\" is not known")
    }

    // MARK: Other settings

    @Test(
        arguments: [
            (#"{"split_special_tokens": true}"#, [2, 5, 1, 1, 1, 3], [0, 0, 0, 0, 0, 0, 1, 1]),
            (#"{"model_input_names": ["input_ids", "attention_mask"]}"#, [2, 5, 4, 3], [0, 0, 0, 0, 0, 0]),
            (#"{"model_input_names": ["input_ids", "token_type_ids"]}"#, [2, 5, 4, 3], [0, 0, 0, 0, 1, 1]),
            (
                #"{"do_basic_tokenize": false, "never_split": ["x"], "add_special_tokens": true}"#, [2, 5, 4, 3],
                [0, 0, 0, 0, 1, 1]
            ),
        ] as [(String, [Int32], [Int32])])
    func settingsOfTheConfiguration(configuration: String, ids: [Int32], typeIDs: [Int32]) throws {
        let files = [("vocab.txt", Self.special + "hello\n"), ("tokenizer_config.json", configuration)]
        let tokenizer = try tokenizer(files)
        #expect(try tokenizer.encode("hello [MASK]").ids == ids)
        let encoding = try tokenizer.encode("hello [MASK]", pair: "hello")
        #expect(encoding.modelTypeIDs ?? encoding.ids.map { _ in 0 } == typeIDs)
        let saved = try TemporaryDirectory()
        try tokenizer.lowercasing(false).save(toDirectory: saved.path)
        let again = try Tokenizer(directory: saved.path).encode("hello [MASK]", pair: "hello")
        #expect(again.modelTypeIDs == encoding.modelTypeIDs)
    }

    @Test(arguments: [
        (
            #"{"add_special_tokens": false}"#,
            "add_special_tokens is false, with which transformers does not load a tokenizer"
        ),
        (
            #"{"fast_tokenizer_files": ["tokenizer.json", "tokenizer.4.0.0.json"]}"#,
            "fast_tokenizer_files names a tokenizer file for some versions of transformers only"
        ),
        (
            #"{"a_token": "<a>", "b_token": "<b>"}"#,
            "several named special tokens are not in the vocabulary, and nothing says which id each of them has"
        ),
        (#"{"additional_special_tokens": "<a>"}"#, "additional_special_tokens has a wrong value"),
        (#"{"extra_special_tokens": [1]}"#, "extra_special_tokens has a wrong value"),
        (#"{"max_len": "long"}"#, "max_len has a wrong value"),
        (#"{"split_special_tokens": "yes"}"#, "split_special_tokens has a wrong value"),
    ])
    func rejectsSettings(configuration: String, problem: String) throws {
        let error = try rejection([("vocab.txt", Self.special + "hello\n"), ("tokenizer_config.json", configuration)])
        #expect(error?.problem == problem)
    }

    @Test func readsTheOlderMaximumLength() throws {
        let files = [("vocab.txt", Self.special), ("tokenizer_config.json", #"{"max_len": 77}"#)]
        #expect(try tokenizer(files).maximumLength == 77)
    }
}
