import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct JSONValueTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)),
            ("0", .integer(0)), ("-0", .integer(0)), ("-12", .integer(-12)),
            ("123456789012345678", .integer(123_456_789_012_345_678)), ("9223372036854775807", .integer(.max)),
            ("-99999999999999999", .integer(-99_999_999_999_999_999)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(0x1p63)), ("1.0", .number(1)), ("1e-12", .number(1e-12)),
            ("-0.5E+2", .number(-50)), ("0.1", .number(0.1)), ("1000000000000000019884624838656", .number(1e30)),
            (#""""#, .string("")), (#""a\"\\\/\b\f\n\r\t\u00e9é""#, .string("a\"\\/\u{08}\u{0C}\n\r\téé")),
            (#""\ud83d\ude00😀\u0000""#, .string("😀😀\0")),
            ("[]", .array([])), ("[ 1 , [2] ]", .array([.integer(1), .array([.integer(2)])])),
            ("{}", .object([:])),
            (#"{ "a" : 1 , "b":{"c":null} }"#, .object(["a": .integer(1), "b": .object(["c": .null])])),
            (#"{"a":1,"a":2}"#, .object(["a": .integer(2)])), ("\t\r\n 1\n", .integer(1)),
        ] as [(String, JSONValue)])
    func parsing(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: Data(text.utf8), path: "f.json") == expected)
    }

    @Test(arguments: [
        ("", "1:1", "a value", "the end of the text"),
        ("{\n  \"é\": x}", "2:8", "a value", "'x'"),
        ("{\"a\" 1}", "1:6", "':'", "'1'"),
        ("{\"a\":1,}", "1:8", "a name in quotation marks", "'}'"),
        ("{a:1}", "1:2", "a name in quotation marks", "'a'"),
        ("[1,]", "1:4", "a value", "']'"),
        ("[1 2]", "1:4", "',' or ']'", "'2'"),
        ("[1\n", "2:1", "',' or ']'", "the end of the text"),
        ("1 1", "1:3", "the end of the text", "'1'"),
        ("01", "1:2", "the end of the text", "'1'"),
        ("-", "1:2", "a digit", "the end of the text"),
        ("1.", "1:3", "a digit", "the end of the text"),
        ("1.e3", "1:3", "a digit", "'e'"),
        ("1e+", "1:4", "a digit", "the end of the text"),
        ("1e999", "1:1", "a number of at most 1.8e308", "1e999"),
        (".5", "1:1", "a value", "'.'"),
        ("+1", "1:1", "a value", "'+'"),
        ("NaN", "1:1", "a value", "'N'"),
        ("nul", "1:1", "'null'", "'n'"),
        ("trux", "1:1", "'true'", "'t'"),
        ("\"abc", "1:5", "'\"'", "the end of the text"),
        ("\"a\nb\"", "1:3", "an escaped control character", "the byte 10"),
        (#""\x""#, "1:3", #"one of " \ / b f n r t u after a backslash"#, "'x'"),
        (#""\"#, "1:3", "an escape sequence", "the end of the text"),
        (#""\u12g4""#, "1:6", "four hexadecimal digits", "'g'"),
        (#""\ud800""#, "1:4", "a pair of surrogates", "half of one"),
        (#""\ud800\u0041""#, "1:4", "a pair of surrogates", "half of one"),
        (#""\udc00\ud800""#, "1:4", "a pair of surrogates", "half of one"),
        ("\u{FEFF}{}", "1:1", "a value", "the byte 239"),
        (
            String(repeating: "[", count: 300), "1:257", "at most 256 nested arrays and objects", "one more '['"
        ),
    ])
    func whatIsNotJSON(_ text: String, _ position: String, _ expected: String, _ found: String) throws {
        let error = FledgeError(
            .data, at: "f.json:\(position)", "the file is not valid JSON", expected: expected, found: found,
            advice: found == "the end of the text" ? "the file may have been cut off; fetch it again" : nil)
        #expect(throws: error) { try JSONValue(parsing: Data(text.utf8), path: "f.json") }
    }

    @Test(arguments: [("", "1:3"), ("é plain", "1:10")])
    func bytesThatAreNotUTF8(before: String, position: String) throws {
        let error = FledgeError(
            .data, at: "f.json:\(position)", "the file is not valid JSON", expected: "text in UTF-8",
            found: "bytes that are not UTF-8")
        let data = Data("[\"\(before)".utf8) + [0xC0, 0x80] + Data("\"]".utf8)
        #expect(throws: error) { try JSONValue(parsing: data, path: "f.json") }
    }

    private static let example = JSONValue.object([
        "b": .array([.integer(1), .number(1e-12), .number(2), .bool(false), .null]), "a": .string("é\"\\\n\u{01}/😀"),
        "empty": .array([]), "none": .object([:]), "é": .object(["z": .integer(-1)]),
        "B": .string(""),
    ])

    @Test func prettyText() throws {
        let expected = #"""
            {
              "B": "",
              "a": "é\"\\\n\u0001/😀",
              "b": [
                1,
                1e-12,
                2.0,
                false,
                null
              ],
              "empty": [],
              "none": {},
              "é": {
                "z": -1
              }
            }

            """#
        #expect(String(decoding: try Self.example.encoded(pretty: true), as: UTF8.self) == expected)
    }

    @Test func compactText() throws {
        let expected =
            #"{"B":"","a":"é\"\\\n\u0001/😀","b":[1,1e-12,2.0,false,null],"empty":[],"none":{},"é":{"z":-1}}"# + "\n"
        #expect(String(decoding: try Self.example.encoded(pretty: false), as: UTF8.self) == expected)
    }

    @Test(arguments: [true, false])
    func encodedTextParsesToTheSame(_ pretty: Bool) throws {
        #expect(try JSONValue(parsing: Self.example.encoded(pretty: pretty), path: "f.json") == Self.example)
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func numbersThatJSONCannotSay(_ number: Double) throws {
        let error = FledgeError(.software, "a number cannot be written as JSON", found: "\(number)")
        #expect(throws: error) { try JSONValue.array([.number(number)]).encoded(pretty: false) }
    }

    @Test func coding() throws {
        var example = try #require(Self.example.objectValue)
        example["b"] = .array([.integer(1), .number(0.5), .bool(true), .null])
        let data = try JSONEncoder().encode(JSONValue.object(example))
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == .object(example))
        #expect(try JSONValue(parsing: data, path: "f.json") == .object(example))
    }

    @Test func accessors() {
        let value = JSONValue.object([
            "n": .integer(3), "d": .number(3), "x": .number(0.5), "s": .string("t"), "b": .bool(true),
        ])
        #expect(value["n"]?.integerValue == 3)
        #expect(value["n"]?.numberValue == 3)
        #expect(value["d"]?.integerValue == 3)
        #expect(value["x"]?.integerValue == nil)
        #expect(value["x"]?.numberValue == 0.5)
        #expect(value["s"]?.stringValue == "t")
        #expect(value["s"]?.numberValue == nil)
        #expect(value["b"]?.booleanValue == true)
        #expect(value["b"]?.integerValue == nil)
        #expect(value["none"] == nil)
        #expect(value["s"]?["n"] == nil)
        #expect(JSONValue.array([.null]).arrayValue == [.null])
        #expect(value.arrayValue == nil)
        #expect(value.objectValue?.count == 5)
    }
}
