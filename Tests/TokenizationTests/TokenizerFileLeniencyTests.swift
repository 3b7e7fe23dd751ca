import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// An unusual tokenizer.json, and other files that differ from it.
@Suite struct TokenizerFileLeniencyTests {
    private static func vocabulary(_ pieces: [(String, Int)]) -> String {
        let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].enumerated().map { ($1, $0) }
        return (special + pieces).map { "\(JSONValue.quoted($0)): \($1)" }.joined(separator: ", ")
    }

    private static func tokenizerFile(
        _ pieces: [(String, Int)], added: [(id: Int, content: String)] = [], lowercases: Bool = true,
        prefix: String = "##",
        longestWord: Int = 100, processor: String? = nil, preTokenizer: String = #"{"type": "BertPreTokenizer"}"#
    ) -> String {
        let tokens = added.map { id, content in
            """
            {"id": \(id), "content": \(JSONValue.quoted(content)), "single_word": false, "lstrip": false, "rstrip": false, \
            "normalized": false, "special": false}
            """
        }
        return """
            {"added_tokens": [\(tokens.joined(separator: ", "))],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
              "strip_accents": null, "lowercase": \(lowercases)},
             "pre_tokenizer": \(preTokenizer),
             "post_processor": \(processor ?? #"{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"#),
             "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": \(JSONValue.quoted(prefix)),
              "max_input_chars_per_word": \(longestWord), "vocab": {\(vocabulary(pieces))}}}
            """
    }

    private func directory(_ tokenizerFile: String, _ others: [(String, String)] = []) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("tokenizer.json", tokenizerFile)
        for (name, content) in others { try directory.write(name, content) }
        return directory
    }

    private func tokenizer(_ tokenizerFile: String) throws -> Tokenizer {
        let directory = try directory(tokenizerFile)
        return try withExtendedLifetime(directory) { try Tokenizer(directory: directory.path) }
    }

    // MARK: Ids

    @Test(
        arguments: [
            ([("hello", 6)], [], "hello", [2, 6, 3]),
            ([("hello", 9), ("world", 7)], [], "world hello", [2, 7, 9, 3]),
            ([("world", 5), ("hello", 40)], [], "hello world", [2, 40, 5, 3]),
            ([("hello", 7)], [(6, "[A]")], "[A] hello", [2, 6, 7, 3]),
            ([("hello", 5), ("##s", 8)], [], "hellos x", [2, 5, 8, 1, 3]),
            // A token whose piece is in the vocabulary has that piece's id.
            ([("hello", 6)], [(6, "hello")], "hello", [2, 6, 3]),
        ] as [([(String, Int)], [(Int, String)], String, [Int32])])
    func vocabulariesMayLeaveGaps(
        pieces: [(String, Int)], added: [(Int, String)], text: String, ids: [Int32]
    ) throws {
        let tokenizer = try tokenizer(Self.tokenizerFile(pieces, added: added))
        #expect(try tokenizer.encode(text).ids == ids)
        #expect(
            tokenizer.pieces(of: [ids[1]]) == [
                text.split(separator: " ").map(String.init)[0].replacing("hellos", with: "hello")
            ])
        let saved = try TemporaryDirectory()
        try tokenizer.lowercasing(true).save(toDirectory: saved.path)
        let again = try Tokenizer(directory: saved.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
        #expect(again.warnings.isEmpty)
        #expect(again.decode([ids[1], 1_000, -1]) == tokenizer.decode([ids[1]]))
    }

    /// The reference counts pieces, and would assign the id of an existing piece to a new token.
    @Test func rejectsAnAddedTokenWithTheIDOfAPiece() throws {
        let directory = try directory(Self.tokenizerFile([("hello", 6)], added: [(6, "[A]")]))
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.problem == "the added token \"[A]\" gets the id of a piece")
    }

    @Test(
        arguments: [
            ([(8, "[B]"), (7, "[A]")], "[A] [B] hello", [2, 7, 8, 5, 3]),
            ([(9, "[C]"), (7, "[A]"), (8, "[B]")], "[C][A]", [2, 9, 7, 3]),
            ([(7, "[A]"), (4, "[MASK]")], "[MASK] [A]", [2, 4, 7, 3]),
            ([(8, "[B]"), (7, "[A]"), (8, "[B]")], "[B]", [2, 8, 3]),
            // Equal in Swift, but not as bytes.
            ([(7, "\u{E9}x"), (8, "e\u{301}x")], "\u{E9}x hello e\u{301}x", [2, 7, 5, 8, 3]),
            ([(8, "\u{1E69}"), (7, "s\u{323}\u{307}")], "s\u{323}\u{307} \u{1E69}", [2, 7, 8, 3]),
            ([(7, "\u{212B}"), (8, "\u{C5}"), (9, "A\u{30A}")], "A\u{30A} \u{C5} \u{212B}", [2, 9, 8, 7, 3]),
            ([(7, "\u{AC00}"), (8, "\u{1100}\u{1161}")], "\u{1100}\u{1161}", [2, 8, 3]),
        ] as [([(Int, String)], String, [Int32])])
    func addedTokensHaveTheIDsThatAreListed(added: [(Int, String)], text: String, ids: [Int32]) throws {
        let file = Self.tokenizerFile([("hello", 5), ("world", 6)], added: added)
        let tokenizer = try tokenizer(file)
        #expect(try tokenizer.encode(text).ids == ids)
        let isInOrder = added.map(\.0).filter { $0 > 6 } == added.map(\.0).filter { $0 > 6 }.sorted()
        #expect(tokenizer.warnings.count == (isInOrder ? 0 : 1))
        #expect(tokenizer.decode([ids[1]]).utf8.elementsEqual((added.first { $0.0 == Int(ids[1]) }?.1 ?? "").utf8))
    }

    @Test func canonicallyEquivalentPiecesAreTwo() throws {
        let tokenizer = try tokenizer(Self.tokenizerFile([("\u{E9}", 5), ("e\u{301}", 6)], lowercases: false))
        #expect(try tokenizer.encode("\u{E9} e\u{301}").ids == [2, 5, 6, 3])
    }

    // MARK: The tokenizer that transformers builds

    @Test(
        arguments: [
            (tokenizerFile([("a", 5)], lowercases: false), "{}", "normalizer.lowercase, normalizer.strip_accents are"),
            (tokenizerFile([("a", 5)], prefix: "@@"), "{}", "model.continuing_subword_prefix is"),
            (tokenizerFile([("a", 5)], longestWord: 50), "{}", "model.max_input_chars_per_word is"),
            (tokenizerFile([("a", 5)], processor: "null"), "{}", "post_processor is"),
            (tokenizerFile([("a", 5)], preTokenizer: #"{"type": "Whitespace"}"#), "{}", "pre_tokenizer is"),
            (tokenizerFile([("a", 5)], lowercases: false), #"{"do_lower_case": false}"#, nil),
            (tokenizerFile([("a", 5)]), "{}", nil),
            (tokenizerFile([("a", 5)], longestWord: 50), #"{"tokenizer_class": "PreTrainedTokenizerFast"}"#, nil),
        ] as [(String, String, String?)])
    func warnsWhereTransformersFollowsTheClass(file: String, configuration: String, expected: String?) throws {
        let directory = try directory(
            file, [("config.json", #"{"model_type": "bert"}"#), ("tokenizer_config.json", configuration)])
        let warnings = try Tokenizer(directory: directory.path).warnings
        #expect(warnings.count == (expected == nil ? 0 : 1))
        #expect(warnings.first?.contains("\(expected ?? "") followed here, but transformers 5 builds") ?? true)
    }

    @Test(arguments: [
        ("added_tokens.json", #"{"hello": 6}"#, "\"hello\" has the id 6, unlike in"),
        ("added_tokens.json", #"{"[A]": 6}"#, "\"[A]\" has the id 6, unlike in"),
        ("special_tokens_map.json", #"{"cls_token": "[MASK]"}"#, "cls_token is \"[MASK]\", but post_processor of"),
        ("special_tokens_map.json", #"{"sep_token": "<s>"}"#, "sep_token is \"<s>\", which"),
        (
            "special_tokens_map.json", #"{"additional_special_tokens": ["<s>"]}"#,
            "additional_special_tokens is \"<s>\", which"
        ),
        ("special_tokens_map.json", #"{"unk_token": "[PAD]"}"#, "unk_token is \"[PAD]\", but model.unk_token of"),
    ])
    func rejectsFilesThatContradictTheTokenizerFile(name: String, content: String, problem: String) throws {
        let directory = try directory(Self.tokenizerFile([("hello", 5)]), [(name, content)])
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        #expect(error?.problem.hasPrefix(problem) == true, "\(error?.problem ?? "")")
        #expect(error?.place?.contains("/\(name)") == true)
    }

    // MARK: Letter case

    @Test(
        arguments: [
            (true, #"{"do_lower_case": false}"#, LetterCase.uncased, [2, 5, 5, 3], true),
            (true, #"{"do_lower_case": false}"#, .cased, [2, 1, 5, 3], false),
            (false, #"{"do_lower_case": true}"#, .uncased, [2, 5, 5, 3], true),
            (false, #"{"do_lower_case": true, "strip_accents": true}"#, .cased, [2, 1, 5, 3], false),
            (true, "{}", .cased, [2, 1, 5, 3], false),
            (false, #"{"do_lower_case": false}"#, .uncased, [2, 5, 5, 3], true),
        ] as [(Bool, String, LetterCase, [Int32], Bool)])
    func theCallerChoosesTheCase(
        lowercases: Bool, configuration: String, letterCase: LetterCase, ids: [Int32], saved: Bool
    ) throws {
        let directory = try directory(
            Self.tokenizerFile([("hello", 5)], lowercases: lowercases), [("tokenizer_config.json", configuration)])
        let tokenizer = try Tokenizer(directory: directory.path, letterCase: letterCase)
        #expect(try tokenizer.encode("HELLO hello").ids == ids)
        // The saved files specify the same.
        let target = try TemporaryDirectory()
        try tokenizer.save(toDirectory: target.path)
        let again = try Tokenizer(directory: target.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
        let written = try JSONValue(contentsOf: "\(target.path)/tokenizer_config.json")
        #expect(written["do_lower_case"]?.booleanValue == saved)
    }

    @Test(
        arguments: [
            ("The\nHague\nthe\n##A\n", "{}", "3 of the vocabulary's 9 pieces", "\"The\""),
            ("\u{C9}t\u{E9}\nx\n", "{}", "1 of the vocabulary's 7 pieces", "\"\u{C9}t\u{E9}\""),
            ("the\n[unused1]\n<E1>\n", "{}", nil, ""),
            ("The\nthe\n", #"{"do_lower_case": false}"#, nil, ""),
            ("\u{1E9E}\n\u{3A3}\n", "{}", "2 of the vocabulary's 7 pieces", "\"\u{1E9E}\""),
            ("The\n", #"{"added_tokens_decoder": {"5": {"content": "The", "special": false}}}"#, nil, ""),
        ] as [(String, String, String?, String)])
    func warnsOfCapitalsThatNoTextReaches(
        pieces: String, configuration: String, expected: String?, example: String
    ) throws {
        let directory = try TemporaryDirectory()
        try directory.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n" + pieces)
        try directory.write("tokenizer_config.json", configuration)
        let warnings = try Tokenizer(directory: directory.path).warnings
        #expect(warnings.count == (expected == nil ? 0 : 1))
        #expect(warnings.first?.contains(expected ?? "") ?? true)
        #expect(warnings.first?.contains("such as \(example);") ?? true)
        #expect(try Tokenizer(directory: directory.path, letterCase: .cased).warnings.isEmpty)
    }
}
