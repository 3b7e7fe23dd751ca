import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct JSONAgreementTests {
    /// Foundation allows a comma after the last element, RFC 8259 does not.
    static let lenient = ["[1,]", "{\"a\":1,}"]

    /// Strings that Foundation rejects and the reader reads as U+FFFD.
    static let halfSurrogates = ["\"\\ud83d\"", "\"\\ud83dx\"", "\"\\ude00\""]

    /// Values on which Foundation and the reader must agree, inside an object.
    static let values = [
        "1", "-0", "01", "+1", "1.", ".5", "1.5e3", "1E+5", "1e", "-", "0.0", "--1", "1 2", "tru", "true", "TRUE",
        "null",
        "nul", "[]", "[1,]", "[,1]", "[1 2]", "[[[]]]", "{}", "{\"a\":1,}", "{\"a\" 1}", "{a:1}",
        "{\"a\":{\"b\":[1,{}]}}",
        "\"\"", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"a\tb\"",
        "\"\u{7F}\"", "\"é😀\"", "", " 1 ", "\"\\\"\"", "\"\\\\\"", "\"\\\"",
        "\"\\/\\b\\f\\n\\r\\t\"", "1}", "1}}", "1},", "[1", "[\"a\"]]", "\u{A0}1", "NaN", "Infinity", "'a'", "1//x",
    ]

    @Test(arguments: values)
    func verdictIsFoundations(_ value: String) throws {
        let directory = try TemporaryDirectory()
        let line = "{\"text\":\"a\",\"value\":\(value)}"
        let path = try directory.write("a.jsonl", line)
        let accepted = message { _ = try rows(path, labelled: false) } == nil
        let foundation = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil
        #expect(accepted == (foundation && !Self.lenient.contains(value)))
    }

    @Test(arguments: halfSurrogates)
    func halfSurrogatesAreRead(_ value: String) throws {
        let directory = try TemporaryDirectory()
        let line = "{\"text\":\(value)}"
        #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) == nil)
        #expect(try rows(directory.write("a.jsonl", line), labelled: false).first?.text.contains("\u{FFFD}") == true)
    }

    @Test(arguments: values.filter { $0.hasPrefix("\"") })
    func stringsAreFoundations(_ value: String) throws {
        let directory = try TemporaryDirectory()
        let line = "{\"text\":\(value)}"
        let path = try directory.write("a.jsonl", line)
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect((try? rows(path, labelled: false).first?.text) == object?["text"])
    }

    @Test(arguments: [(255, true), (256, false)])
    func nestingIsLimited(_ depth: Int, _ accepted: Bool) throws {
        let directory = try TemporaryDirectory()
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let path = try directory.write("a.jsonl", "{\"text\":\"a\",\"value\":\(nested)}")
        let text = message { _ = try rows(path, labelled: false) }
        #expect((text == nil) == accepted)
        if !accepted {
            #expect(
                text == """
                    \(path):1: broken JSON at byte 275 of the line
                      expected: at most 256 nested arrays and objects
                      found:    one more '['
                      try:      write one JSON object a line, or one array of objects
                    """)
        }
    }
}
