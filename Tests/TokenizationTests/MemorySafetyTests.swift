import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

/// Well-formed files that ask for more memory or space than there is.
@Suite struct MemorySafetyTests {
    /// A directory with the uncased tokenizer, in which one component is replaced.
    private func directory(_ member: String, _ value: String) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        var file = try JSONValue(contentsOf: "\(Fixture.path("uncased"))/tokenizer.json").objectValue ?? [:]
        file[member] = try JSONValue(parsing: Data(value.utf8), path: member)
        try directory.write("tokenizer.json", JSONValue.object(file).encoded(pretty: true))
        return directory
    }

    private static let a = #"{"Sequence": {"id": "A", "type_id": 0}}"#
    private static let b = #"{"Sequence": {"id": "B", "type_id": 1}}"#
    private static let separator = #"{"SpecialToken": {"id": "[SEP]", "type_id": 0}}"#

    @Test(arguments: [
        ([a, a], [a, b], "single", "A"),
        ([a, separator, a], [a, b], "single", "A"),
        ([separator, a, a.replacing("0", with: "1"), a], [a, b], "single", "A"),
        ([a], [a, b, a], "pair", "A"),
        ([a], [b, a, separator, b], "pair", "B"),
        ([a], [a, a, b], "pair", "A"),
    ])
    func rejectsTemplatesThatNameATextTwice(
        single: [String], pair: [String], member: String, text: String
    ) throws {
        let directory = try directory(
            "post_processor",
            """
            {"type": "TemplateProcessing", "single": [\(single.joined(separator: ", "))],
             "pair": [\(pair.joined(separator: ", "))],
             "special_tokens": {"[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}}
            """)
        let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
        #expect(error?.category == .data)
        #expect(
            error?.problem
                == "post_processor.\(member) names the text \(text) twice, so its encodings could exceed any length limit"
        )
    }

    @Test(arguments: [64, 65, 5000])
    func rejectsTooManySteps(count: Int) throws {
        let step = #"{"type": "WhitespaceSplit"}"#
        let steps = [String](repeating: step, count: count - 1).joined(separator: ", ")
        let directory = try directory("pre_tokenizer", #"{"type": "Sequence", "pretokenizers": [\#(steps)]}"#)
        if count <= 64 {
            #expect(try Tokenizer(directory: directory.path).encode("the film").ids.count == 4)
        } else {
            let error = #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
            #expect(error?.problem == "pre_tokenizer has too many steps")
        }
    }

    /// A token that includes the spaces after it leaves none for a token that is itself a space.
    @Test(arguments: ["<x>   the", "<x> ", "  <x>  <x> the  ", "the<x>\u{2003} ", " ", "<x>"])
    func blanksThatTwoTokensWant(text: String) throws {
        let directory = try directory(
            "added_tokens",
            """
            [{"id": 396, "content": "<x>", "single_word": false, "lstrip": false, "rstrip": true, "normalized": false,
              "special": false},
             {"id": 397, "content": " ", "single_word": false, "lstrip": true, "rstrip": false, "normalized": false,
              "special": false}]
            """)
        let tokenizer = try Tokenizer(directory: directory.path)
        let encoding = try tokenizer.encode(text, options: EncodingOptions(includesAlignment: true))
        let alignment = try #require(encoding.alignment)
        #expect(alignment.count == encoding.ids.count)
        #expect(alignment.allSatisfy { $0.byteRange.upperBound <= text.utf8.count })
    }

    @Test func encodingsWithoutTokensAreNotForModels() throws {
        let tokenizer = try Fixture.tokenizer("bare")
        let encodings = try tokenizer.encodeBatch(["the", " "])
        #expect(encodings[1].ids.isEmpty)
        let error = #expect(throws: FledgeError.self) { try Encoding.requireTokens(in: encodings) }
        #expect(error?.category == .data)
        try Encoding.requireTokens(in: [encodings[0]])
    }
}
