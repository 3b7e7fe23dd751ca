import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// tokenizer.json and tokenizer_config.json of one checkpoint.
@Suite struct AgreementTests {
    private static let correct =
        "find out with which the model was trained, and correct the other file; transformers follows"

    private func directory(_ configuration: String, variant: String = "uncased") throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("tokenizer.json", Fixture.tokenizerFile(variant))
        try directory.write("tokenizer_config.json", configuration)
        return directory
    }

    @Test(
        arguments: [
            ("uncased", "do_lower_case", "false", "normalizer.lowercase", "true"),
            ("cased", "do_lower_case", "true", "normalizer.lowercase", "false"),
            ("uncased", "strip_accents", "false", "normalizer.strip_accents", "true"),
            ("lowercase-with-accents", "strip_accents", "true", "normalizer.strip_accents", "false"),
            ("unclean", "tokenize_chinese_chars", "true", "normalizer.handle_chinese_chars", "false"),
            ("uncased", "unk_token", "\"[PAD]\"", "model.unk_token", "\"[UNK]\""),
            ("uncased", "cls_token", "\"[PAD]\"", "post_processor", "\"[CLS]\" and \"[SEP]\""),
            ("bert-processing", "sep_token", "\"[MASK]\"", "post_processor", "\"[CLS]\" and \"[SEP]\""),
        ])
    func refusesDisagreement(variant: String, member: String, value: String, other: String, otherValue: String) throws {
        for tokenizerClass in [
            "", "\"tokenizer_class\": \"BertTokenizerFast\",", "\"tokenizer_class\": \"MPNetTokenizer\",",
        ] {
            let directory = try directory("{\(tokenizerClass)\n\"\(member)\": \(value)}", variant: variant)
            let file = "\(directory.path)/tokenizer.json"
            let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
            #expect(error?.category == .data)
            #expect(
                error?.description == """
                    \(directory.path)/tokenizer_config.json:2: \(member) is \(value), but \(other) of \(file) is \
                    \(otherValue)
                      expected: \(otherValue), as in \(file)
                      found:    \(value)
                      try:      \(Self.correct) \(member)
                    """)
        }
    }

    @Test(
        arguments: [
            ("uncased", "{\"do_lower_case\": true, \"strip_accents\": null, \"tokenize_chinese_chars\": true}"),
            ("uncased", "{\"strip_accents\": true}"),
            ("cased", "{}"),
            ("cased", "{\"do_lower_case\": null, \"tokenize_chinese_chars\": null, \"strip_accents\": null}"),
            ("cased", "{\"strip_accents\": false}"),
            // A class that follows tokenizer.json ignores these members.
            ("cased", "{\"tokenizer_class\": \"PreTrainedTokenizerFast\", \"do_lower_case\": true}"),
            ("uncased", "{\"tokenizer_class\": \"PreTrainedTokenizerFast\", \"cls_token\": \"[PAD]\"}"),
            ("bare", "{\"do_lower_case\": true, \"strip_accents\": true, \"cls_token\": \"[PAD]\"}"),
            ("added-tokens", "{\"pad_token\": {\"content\": \"<left>\"}, \"bos_token\": null}"),
            (
                "added-tokens",
                "{\"added_tokens_decoder\": {\"396\": {\"content\": \"<left>\", \"lstrip\": true, \"special\": true}}}"
            ),
        ])
    func acceptsAgreement(variant: String, configuration: String) throws {
        let directory = try directory(configuration, variant: variant)
        let tokenizer = try Tokenizer(directory: directory.path)
        #expect(tokenizer.fingerprintDescription == (try Fixture.tokenizer(variant).fingerprintDescription))
    }

    @Test(arguments: [
        "unk_token", "sep_token", "pad_token", "cls_token", "mask_token", "bos_token", "eos_token",
    ])
    func refusesTokensThatTokenizerFileLacks(role: String) throws {
        for tokenizerClass in ["BertTokenizer", "PreTrainedTokenizerFast"] {
            let directory = try directory(
                "{\"tokenizer_class\": \"\(tokenizerClass)\",\n\n\"\(role)\": {\"content\": \"<none>\"}}")
            let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
            #expect(
                error?.description == """
                    \(directory.path)/tokenizer_config.json:3: \(role) is "<none>", which \
                    \(directory.path)/tokenizer.json does not have
                      expected: a piece of its model.vocab or one of its added_tokens
                      found:    "<none>"
                      try:      correct \(role), or use the two files of one checkpoint
                    """)
        }
    }

    @Test(
        arguments: [
            ("396", "<new>", "no such token, as there"),
            ("5", "[MASK]", "4, as there"),
        ])
    func refusesOtherAddedTokens(id: String, content: String, expected: String) throws {
        let directory = try directory("{\n\"added_tokens_decoder\": {\"\(id)\": {\"content\": \"\(content)\"}}}")
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path)/tokenizer_config.json:2: added_tokens_decoder gives "\(content)" the id \(id), unlike \
                \(directory.path)/tokenizer.json
                  expected: \(expected)
                  found:    \(id)
                  try:      use the two files of one checkpoint
                """)
    }

    // MARK: Truncation side and maximum length

    private static let truncation =
        "\"truncation\": {\"direction\": \"Left\", \"max_length\": 9, \"strategy\": \"LongestFirst\", \"stride\": 2}"

    /// The class that is written if no file names one.
    private static let ofFile = "\"tokenizer_class\": \"PreTrainedTokenizerFast\""

    /// tokenizer_config.json takes precedence, and saving keeps the side although it drops the truncation.
    @Test(
        arguments: [
            (false, "{}", "right", "{\n  \(Self.ofFile)\n}\n"),
            (true, "{}", "left", "{\n  \"truncation_side\": \"left\",\n  \(Self.ofFile)\n}\n"),
            (
                true, "{ \"a\": 1e30,  \"tokenizer_class\": \"BertTokenizer\" }", "left",
                "{ \"a\": 1e30,  \"tokenizer_class\": \"BertTokenizer\",  \"truncation_side\": \"left\" }"
            ),
            (true, "{\"truncation_side\": \"right\"}", "right", "{\"truncation_side\": \"right\",\(Self.ofFile)}"),
            (false, "{\"truncation_side\": \"left\"}", "left", "{\"truncation_side\": \"left\",\(Self.ofFile)}"),
            (true, "{\"truncation_side\": null}", "left", "{\"truncation_side\": \"left\",\(Self.ofFile)}"),
        ])
    func keepsTheTruncationSide(isLeft: Bool, configuration: String, side: String, saved: String) throws {
        let source = try TemporaryDirectory()
        let file = try Fixture.tokenizerFile()
        try source.write(
            "tokenizer.json", isLeft ? file.replacing("\"truncation\": null", with: Self.truncation) : file)
        try source.write("tokenizer_config.json", configuration)
        let tokenizer = try Tokenizer(directory: source.path)
        #expect(tokenizer.embeddedMaximumLength == (isLeft ? 9 : nil))
        #expect(tokenizer.fingerprintDescription.contains("\ntruncation_side \(side)\n"))
        let target = try TemporaryDirectory()
        try tokenizer.save(toDirectory: target.path)
        #expect(try String(contentsOfFile: "\(target.path)/tokenizer_config.json", encoding: .utf8) == saved)
        let again = try Tokenizer(directory: target.path)
        #expect(again.fingerprintDescription == tokenizer.fingerprintDescription)
    }

    @Test func refusesOtherTruncationSides() throws {
        let directory = try directory("{\"truncation_side\": \"middle\"}")
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(
            error?.description == """
                \(directory.path)/tokenizer_config.json:1: truncation_side has a wrong value
                  expected: "left", "right"
                  found:    "middle"
                """)
    }

    @Test(
        arguments: [
            (
                "{\n  \"z\": [1, {}],\n  \"model_max_length\": 1000000000000000019884624838656,\n  \"tokenizer_class\": \"BertTokenizer\"\n}",
                "{\n  \"z\": [1, {}],\n  \"model_max_length\": 64,\n  \"tokenizer_class\": \"BertTokenizer\"\n}"
            ),
            (
                "{\n\t\"tokenizer_class\": \"BertTokenizer\",\n\t\"z\": 1.50\n}\n",
                "{\n\t\"tokenizer_class\": \"BertTokenizer\",\n\t\"z\": 1.50,\n\t\"model_max_length\": 64\n}\n"
            ),
            (
                "{\"tokenizer_class\": \"BertTokenizer\"}",
                "{\"tokenizer_class\": \"BertTokenizer\",\"model_max_length\": 64}"
            ),
        ])
    func remembersTheMaximumLength(configuration: String, saved: String) throws {
        let source = try directory(configuration)
        let tokenizer = try Tokenizer(directory: source.path)
        let target = try TemporaryDirectory()
        try tokenizer.save(toDirectory: target.path, maximumLength: 64)
        #expect(try String(contentsOfFile: "\(target.path)/tokenizer_config.json", encoding: .utf8) == saved)
        #expect(try Tokenizer(directory: target.path).maximumLength == 64)
        try tokenizer.save(toDirectory: target.path)
        #expect(
            try String(contentsOfFile: "\(target.path)/tokenizer_config.json", encoding: .utf8) == configuration)
    }

    @Test func newConfigurationsNameAClassThatReadsEveryComponent() throws {
        for (variant, members) in [
            ("cased", "\"tokenizer_class\": \"BertTokenizer\",\n  \"do_lower_case\": false,\n"),
            ("bare", "\"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"model_max_length\": 32,\n"),
            ("unclean", "\"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"do_lower_case\": false,\n"),
            ("long-template", "\"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"do_lower_case\": true,\n"),
        ] {
            let directory = try TemporaryDirectory()
            try Fixture.tokenizer(variant).save(toDirectory: directory.path, maximumLength: 32)
            let content = try String(contentsOfFile: "\(directory.path)/tokenizer_config.json", encoding: .utf8)
            #expect(content.contains(members), Comment(rawValue: "\(variant): \(content)"))
            #expect(try Tokenizer(directory: directory.path).maximumLength == 32)
        }
    }
}
