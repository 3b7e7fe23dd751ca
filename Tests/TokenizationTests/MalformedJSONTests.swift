import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct MalformedJSONTests {
    @Test(arguments: [
        ("", 1, "an object", "the end of the file"),
        ("[]", 1, "an object", "\"[]\""),
        ("{\n\"a\": 1", 2, "\",\" or \"}\"", "the end of the file"),
        ("{\"a\" 1}", 1, "\":\"", "\"1}\""),
        ("{a: 1}", 1, "a name in quotes", "\"a: 1}\""),
        ("{\"a\": tru}", 1, "a value", "\"tru}\""),
        ("{\"a\": 01}", 1, "\",\" or \"}\"", "\"1}\""),
        ("{\"a\": 1.}", 1, "a value", "\"}\""),
        ("{\"a\": -}", 1, "a value", "\"}\""),
        ("{\"a\": \"b", 1, "the end of a string", "the end of the file"),
        ("{\"a\": \"b\nc\"}", 1, "the end of a string", "\"\\nc\\\"}\""),
        ("{\"a\": \"\\x\"}", 1, "an escape sequence", "\"\\\\x\\\"}\""),
        ("{\"a\": \"\\u12G4\"}", 1, "four hexadecimal digits", "\"\\\\u12G4\\\"}\""),
        ("{\"a\": \"\\ud800\"}", 1, "a surrogate pair", "\"\\\"}\""),
        ("{\"a\": [1,]}", 1, "a value", "\"]}\""),
        ("{\"a\": 1}\n\nx", 3, "the end of the file", "\"x\""),
        ("{\"model\": {\"vocab\": {\"a\": }}}", 1, "a value", "\"}}}\""),
        ("{\"model\": {\"vocab\": {\"a\": 1 \"b\"}}}", 1, "\",\" or \"}\"", "\"\\\"b\\\"}}}\""),
    ])
    func saysWhereAndWhat(content: String, line: Int, expected: String, found: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("tokenizer.json", content)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        #expect(
            error?.description == """
                \(path):\(line): malformed JSON
                  expected: \(expected)
                  found:    \(found)
                  try:      the file may have been cut off; fetch it again
                """)
    }

    @Test func refusesOtherEncodingsAndDeepNesting() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("tokenizer.json", .init([0x7B, 0x0A, 0x22, 0xFF]))
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.place == "\(path):2")
        #expect(error?.found == "an invalid byte at offset 3")
        try directory.write("tokenizer.json", "{\"a\": " + String(repeating: "[", count: 100_000))
        let deep = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(deep?.expected == "at most 128 levels of nesting")
    }

    /// Escapes and white space do not change what a file says.
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
