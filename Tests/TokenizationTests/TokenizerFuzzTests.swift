import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// Damaged tokenizer files (``FuzzRun``): each is rejected with an error, or gives a tokenizer that encodes and
/// decodes.
@Suite(.serialized) struct TokenizerFuzzTests {
    private let fuzzing: FuzzRun

    init() throws { fuzzing = try FuzzRun(part: 1 / 3, seconds: 3) }

    @Test func damagedTokenizerFiles() throws {
        try fuzzing.run(["tokenizer.json"]) { seed in
            var mutator = TokenizerMutator(seed: seed)
            return [mutator.tokenizerFile()]
        } read: { damaged in
            try TokenizerExercise(Tokenizer(directory: fuzzing.directory.path), seed: damaged.seed).run()
        }
    }

    @Test func damagedFilesBesideAVocabulary() throws {
        let names = ["vocab.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"]
        try fuzzing.run(names) { seed in
            var mutator = TokenizerMutator(seed: seed)
            return [
                mutator.vocabularyFile(), mutator.configuration(), mutator.specialTokensMap(), mutator.addedTokens(),
            ]
        } read: { damaged in
            try TokenizerExercise(Tokenizer(directory: fuzzing.directory.path), seed: damaged.seed).run()
        }
    }

    @Test func damagedFilesBesideATokenizerFile() throws {
        let names = [
            "tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
            "config.json",
        ]
        try fuzzing.run(names) { seed in
            var mutator = TokenizerMutator(seed: seed)
            let file = mutator.generator.chance(2) ? mutator.tokenizerFile() : TokenizerMutator.plainTokenizerFile
            return [
                file, TokenizerMutator.plainVocabulary, mutator.configuration(), mutator.specialTokensMap(),
                mutator.addedTokens(), mutator.modelConfiguration(),
            ]
        } read: { damaged in
            try TokenizerExercise(Tokenizer(directory: fuzzing.directory.path), seed: damaged.seed).run()
        }
    }
}

/// Encodes and decodes with a tokenizer in every way, and checks that all numbers are within their bounds.
private struct TokenizerExercise {
    private let tokenizer: Tokenizer
    private var generator: SeededGenerator

    init(_ tokenizer: Tokenizer, seed: UInt64) {
        self.tokenizer = tokenizer
        generator = SeededGenerator(seed)
    }

    private static let texts = [
        "", " ", "the cat sat on the mat", "The CAT, the mat!", "[CLS] the [MASK] [SEP]",
        "caf\u{E9} cafe\u{301} e\u{301}x",
        "\u{4E2D}\u{56FD} \u{1F600}\u{200D} \u{130}\u{3A3}", "a\u{0}b\u{7F}\t\r\n c", "<e1>the</e1>  <e2> cat",
        String(repeating: "catmats ", count: 40), String(repeating: "x", count: 150), "##s ##", "  the   ",
    ]

    func run() throws {
        var generator = generator
        let texts = Self.texts.map { _ in generator.one(of: Self.texts) }
        let count = tokenizer.continuingPieces.count
        try FuzzRun.check(count <= 1 << 24, "\(count) ids")
        try FuzzRun.check(tokenizer.specialTokenIDs.allSatisfy { $0 >= 0 && $0 < count }, "a special id")
        for options in Self.options {
            for (number, text) in texts.enumerated() where number < 4 || options.maximumLength != nil {
                try check(text, nil, options)
                if number < 6 { try check(text, texts[number + 1], options) }
            }
        }
        let ids: [Int32] = [0, 1, 2, 5, 7, 3, -1, .min, .max, Int32(truncatingIfNeeded: count), Int32(count - 1)]
        _ = tokenizer.pieces(of: ids)
        _ = tokenizer.decode(ids)
        _ = tokenizer.decode(ids, skipsSpecialTokens: false)
        try checkRolesAndSaving()
    }

    private static let options: [EncodingOptions] = [
        EncodingOptions(), EncodingOptions(includesAlignment: true),
        EncodingOptions(maximumLength: 7, stride: 1, includesAlignment: true),
        EncodingOptions(maximumLength: 5, truncation: .onlyFirst, truncationSide: .left, includesAlignment: true),
        EncodingOptions(maximumLength: 3, stride: 2, addsSpecialTokens: false, recognizesSpecialTokens: false),
    ]

    private func check(_ text: String, _ pair: String?, _ options: EncodingOptions) throws {
        let words = text.split(separator: " ").map(String.init)
        let others = pair.map { $0.split(separator: " ").map(String.init) }
        try check(
            [try encoded { [try tokenizer.encode(text, pair: pair, options: options)] }], options, [text, pair ?? ""])
        try check([try encoded { [try tokenizer.encode(words: words, pair: others, options: options)] }], options, nil)
        guard options.maximumLength != nil else { return }
        try check(
            [
                try encoded { try tokenizer.encodeWindows(text, pair: pair, options: options) },
                try encoded { try tokenizer.encodeWindows(words: words, pair: others, options: options) },
            ], options, nil)
    }

    /// The encodings; empty if the length cannot be reached.
    private func encoded(_ encode: () throws -> [Encoding]) throws -> [Encoding] {
        do {
            return try encode()
        } catch let error as FledgeError where error.category == .usage {
            return []
        }
    }

    private func check(_ encodings: [[Encoding]], _ options: EncodingOptions, _ texts: [String]?) throws {
        let count = tokenizer.continuingPieces.count
        for encoding in encodings.joined() {
            let length = encoding.ids.count
            try FuzzRun.check(encoding.typeIDs.count == length, "\(encoding.typeIDs.count) types of \(length) ids")
            try FuzzRun.check(length <= options.maximumLength ?? .max, "\(length) ids")
            try FuzzRun.check(encoding.ids.allSatisfy { $0 >= 0 && $0 < count }, "the ids \(encoding.ids)")
            try FuzzRun.check(encoding.typeIDs.allSatisfy { $0 >= 0 }, "the types \(encoding.typeIDs)")
            try FuzzRun.check(encoding.truncatedTokenCount >= 0, "\(encoding.truncatedTokenCount) cut off")
            _ = tokenizer.decode(encoding.ids)
            guard options.includesAlignment else { continue }
            let alignment = encoding.alignment ?? []
            try FuzzRun.check(alignment.count == length, "\(alignment.count) places of \(length) ids")
            for token in alignment {
                guard let texts, let number = token.text else { continue }
                let (bytes, characters) = (texts[number].utf8.count, texts[number].unicodeScalars.count)
                try FuzzRun.check(token.byteRange.upperBound <= bytes, "\(token) of \(bytes) bytes")
                try FuzzRun.check(token.characterRange.upperBound <= characters, "\(token) of \(characters)")
            }
        }
    }

    /// Saving writes files from which the same tokenizer can be read, unless vocab.txt cannot represent a piece.
    private func checkRolesAndSaving() throws {
        var generator = generator
        guard generator.chance(20) else { return }
        let directory = try TemporaryDirectory()
        do {
            try tokenizer.save(toDirectory: directory.path)
        } catch let error as FledgeError where error.category == .usage {
            return
        }
        do {
            let again = try Tokenizer(directory: directory.path)
            try FuzzRun.check(
                again.fingerprintDescription == tokenizer.fingerprintDescription, "another tokenizer when read again")
        } catch let error as FledgeError {
            try FuzzRun.check(false, "what was saved cannot be read: \(error)")
        }
    }
}

/// Makes tokenizer files with zero, one or a few faults.
private struct TokenizerMutator {
    private var mutator: JSONMutator
    var generator: SeededGenerator {
        get { mutator.generator }
        set { mutator.generator = newValue }
    }

    init(seed: UInt64) { mutator = JSONMutator(seed: seed, words: Self.words) }

    private static let words = [
        "BertNormalizer", "NFD", "NFKC", "Lowercase", "StripAccents", "Strip", "Prepend", "Sequence",
        "BertPreTokenizer",
        "Whitespace", "WhitespaceSplit", "Punctuation", "TemplateProcessing", "BertProcessing", "RobertaProcessing",
        "WordPiece", "A", "B", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<e1>", "the", "##s", " ", "  ",
        "e\u{301}x",
        "\u{E9}x", "vocab.txt", "BertTokenizer", "MPNetTokenizer", "cls_token", "additional_special_tokens",
        "do_lower_case", "true",
    ]

    private static let pieces =
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "mat", "sat", "##s", "##t", "caf\u{E9}", "##x",
            "x",
        ]
        + ["<", ">", "/", ",", "!", "e", "1", "\u{4E2D}"]

    static let plainVocabulary = Array(pieces.joined(separator: "\n").utf8)
    static let plainTokenizerFile = Array(
        tokenizerFile(normalizer: normalizers[0], preTokenizer: preTokenizers[0], processor: processors[0]).utf8)

    private static let normalizers = [
        #"{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true}"#,
        #"{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Prepend", "prepend": " x"}]}"#,
        #"{"type": "Replace", "pattern": {"String": "q"}, "content": "k"}"#, "null",
        #"{"type": "Strip", "strip_left": true, "strip_right": false}"#,
    ]
    private static let preTokenizers = [
        #"{"type": "BertPreTokenizer"}"#, "null",
        #"{"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Punctuation", "behavior": "Isolated"}]}"#,
    ]
    private static let processors = [
        """
        {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, \
        {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}], \
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, \
        {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {\
        "[CLS]": {"id": "[CLS]", "ids": [2, 4], "tokens": ["[CLS]", "[MASK]"]}, \
        "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}}
        """,
        """
        {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}}, \
        {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 1}}], \
        "pair": [{"Sequence": {"id": "B", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 1}}], \
        "special_tokens": {"[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}}
        """,
        #"{"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]}"#,
        #"{"type": "RobertaProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2], "trim_offsets": true, "add_prefix_space": true}"#,
        "null",
    ]

    private static func tokenizerFile(normalizer: String, preTokenizer: String, processor: String) -> String {
        let vocabulary = pieces.enumerated().map { "\(JSONValue.quoted($1)): \($0)" }.joined(separator: ", ")
        func token(_ id: Int, _ content: String, _ flags: String) -> String {
            #"{"id": \#(id), "content": \#(JSONValue.quoted(content)), "single_word": false, "lstrip": false, "rstrip": false, \#(flags)}"#
        }
        let tokens = [
            token(2, "[CLS]", #""normalized": false, "special": true"#),
            token(3, "[SEP]", #""normalized": false, "special": true"#),
            token(4, "[MASK]", #""normalized": false, "special": true"#),
            token(22, "<e1>", #""normalized": true, "special": false"#),
            token(23, "e\u{301}x", #""normalized": false, "special": false"#),
        ]
        return """
            {"version": "1.0", "truncation": {"direction": "Left", "max_length": 4, "strategy": "OnlyFirst", "stride": 1}, \
            "padding": null, "added_tokens": [\(tokens.joined(separator: ", "))], "normalizer": \(normalizer), \
            "pre_tokenizer": \(preTokenizer), "post_processor": \(processor), \
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true}, \
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", \
            "max_input_chars_per_word": 20, "vocab": {\(vocabulary)}}}
            """
    }

    private mutating func damaged(_ text: String, onceIn denominator: Int = 1) -> [UInt8] {
        guard let value = try? JSONValue(parsing: Data(text.utf8), path: "the fixture") else { return Array(text.utf8) }
        return mutator.text(of: WrittenJSON(value), damagedOnceIn: denominator)
    }

    mutating func tokenizerFile() -> [UInt8] {
        damaged(
            Self.tokenizerFile(
                normalizer: generator.one(of: Self.normalizers), preTokenizer: generator.one(of: Self.preTokenizers),
                processor: generator.one(of: Self.processors)), onceIn: 2)
    }

    mutating func vocabularyFile() -> [UInt8] {
        var bytes = Self.plainVocabulary
        switch generator.number(0...5) {
        case 0: mutator.damage(&bytes)
        case 1: bytes += Array("\n\n the \nthe\r\n[CLS]\n".utf8)
        case 3: bytes = Array("\u{FEFF}".utf8) + bytes
        case 2: bytes += Array("\nThe\n<E1>\n\u{2028}\ne\u{301}x".utf8)
        default: break
        }
        return bytes
    }

    mutating func configuration() -> [UInt8] {
        damaged(
            generator.one(of: [
                "{}", #"{"do_lower_case": false, "tokenizer_class": "BertTokenizer", "model_max_length": 512}"#,
                #"{"tokenizer_class": "MPNetTokenizerFast", "strip_accents": true, "truncation_side": "left"}"#,
                #"{"additional_special_tokens": ["<e1>", {"content": "<e2>", "lstrip": true}], "mask_token": "[MASK]"}"#,
                #"{"added_tokens_decoder": {"2": {"content": "[CLS]", "special": true}, "22": {"content": "<e1>"}}}"#,
                #"{"added_tokens_decoder": {"1": {"content": "[UNK]", "normalized": true, "lstrip": true}}}"#,
                #"{"tokenizer_class": "PreTrainedTokenizerFast", "sep_token": {"content": "the", "normalized": true}}"#,
                #"{"tokenizer_class": "DistilBertTokenizer", "model_input_names": ["token_type_ids", 1]}"#,
                #"{"extra_special_tokens": {"entity_token": "<e1>"}, "unk_token": {"content": "[UNK]"}}"#,
            ]), onceIn: 3)
    }

    mutating func specialTokensMap() -> [UInt8] {
        damaged(
            generator.one(of: [
                "{}", #"{"cls_token": "[MASK]", "sep_token": {"content": "[SEP]", "lstrip": true}}"#,
                #"{"additional_special_tokens": ["<e1>"], "unk_token": "[UNK]"}"#,
            ]), onceIn: 3)
    }

    mutating func addedTokens() -> [UInt8] {
        damaged(
            generator.one(of: ["{}", #"{"<e1>": 22, "caf\u00e9s": 23}"#, #"{"<e2>": 23, "<e1>": 22, "the": 5}"#]),
            onceIn: 3)
    }

    mutating func modelConfiguration() -> [UInt8] {
        damaged(
            generator.one(of: [
                #"{"model_type": "bert"}"#, #"{"model_type": "mpnet", "tokenizer_class": "MPNetTokenizer"}"#, "{}",
            ]), onceIn: 3)
    }
}
