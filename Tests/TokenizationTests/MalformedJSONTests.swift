import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct MalformedJSONTests {
    @Test(
        arguments: [
            ("", "1:1", "'{'", "the end of the text", "the file"),
            ("[]", "1:1", "'{'", "'['", "the file"),
            ("{\n\"a\": 1", "2:7", "',' or '}'", "the end of the text", "the file"),
            ("{\"a\" 1}", "1:6", "':'", "'1'", "the file"),
            ("{\"a\": tru}", "1:7", "'true'", "'t'", "a"),
            ("{\"a\": 01}", "1:8", "',' or '}'", "'1'", "the file"),
            ("{\"a\": -}", "1:8", "a digit", "'}'", "a"),
            ("{\"a\": \"b", "1:9", "'\"'", "the end of the text", "a"),
            ("{\"a\": \"\\u12G4\"}", "1:12", "four hexadecimal digits", "'G'", "a"),
            ("{\"a\": 1}\n\nx", "3:1", "the end of the text", "'x'", "the file"),
            ("{\"a\": [1, {\"b\": [2 3]}]}", "1:20", "',' or ']'", "'3'", "a[1].b"),
            ("{\"a\": [1, {\"b\": [2, }]}", "1:21", "a value", "'}'", "a[1].b[1]"),
            ("{\"model\": {\"vocab\": {\"a\": }}}", "1:27", "a value", "'}'", "model.vocab.a"),
            ("{\"model\": {\"vocab\": {\"a\": 01}}}", "1:28", "',' or '}'", "'1'", "model.vocab"),
            ("{\"model\": {\"vocab\": {\"a\" 1}}}", "1:26", "':'", "'1'", "model.vocab"),
            ("{\"model\": {\"vocab\": {\"a\": 1 \"b\"}}}", "1:29", "',' or '}'", "'\"'", "model.vocab"),
            ("{\"model\": {\"vocab\": {\"a\": 1", "1:28", "',' or '}'", "the end of the text", "model.vocab"),
        ])
    func saysWhereAndWhat(content: String, position: String, expected: String, found: String, member: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("tokenizer.json", content)
        let error = FledgeError(
            .data, at: "\(path):\(position)", "\(member) is not valid JSON", expected: expected, found: found,
            advice: found == "the end of the text" ? "the file may have been cut off; fetch it again" : nil)
        #expect(throws: error) { try Tokenizer(directory: directory.path) }
    }

    @Test func refusesOtherEncodingsAndDeepNesting() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("tokenizer.json", .init([0x7B, 0x0A, 0x22, 0x61, 0xFF, 0x22]))
        let error = FledgeError(
            .data, at: "\(path):2:3", "the file is not valid JSON", expected: "text in UTF-8",
            found: "bytes that are not UTF-8")
        #expect(throws: error) { try Tokenizer(directory: directory.path) }
        try directory.write("tokenizer.json", "{\"a\": " + String(repeating: "[", count: 100_000))
        let deep = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(deep?.expected == "at most 256 nested arrays and objects")
    }

    /// Escapes and whitespace do not change the meaning of a file.
    @Test func readsEscapes() throws {
        let directory = try TemporaryDirectory()
        let content = try Fixture.tokenizerFile()
            .replacing("\"café\"", with: "\"caf\\u00e9\"").replacing("\"😀\"", with: "\"\\ud83d\\uDE00\"")
            .replacing("\"/\"", with: "\"\\/\"").replacing(": ", with: " :\r\n\t ")
        try directory.write("tokenizer.json", content)
        let tokenizer = try Tokenizer(directory: directory.path)
        #expect(tokenizer.fingerprintDescription == (try Fixture.tokenizer().fingerprintDescription))
    }
}
