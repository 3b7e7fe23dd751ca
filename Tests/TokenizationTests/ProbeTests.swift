import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct ProbeTests {
    private static let fileName = "fledge_tokenizer_probes.json"
    private static let advice =
        "the tokenizer's files are not those that the model was trained with: restore them or train again"

    private func saved() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try Fixture.tokenizer().save(toDirectory: directory.path)
        return directory
    }

    private func error(of directory: TemporaryDirectory) -> FledgeError? {
        #expect(throws: FledgeError.self) { try Tokenizer(directory: directory.path) }
    }

    @Test(arguments: Fixture.variants)
    func savedProbesHoldTheIDsOfTheirTexts(variant: String) throws {
        let tokenizer = try Fixture.tokenizer(variant)
        let directory = try TemporaryDirectory()
        try tokenizer.save(toDirectory: directory.path)
        let file = try JSONValue(contentsOf: "\(directory.path)/\(Self.fileName)")
        #expect(file["version"] == .integer(1))
        let probes = try #require(file["probes"]?.arrayValue)
        #expect(probes.count == 13)
        for probe in probes {
            let text = try #require(probe["text"]?.stringValue)
            let ids = try tokenizer.encode(text).ids.map { JSONValue.integer(Int($0)) }
            #expect(probe["ids"] == .array(ids))
        }
        _ = try Tokenizer(directory: directory.path)
    }

    @Test func noticesAnotherTokenizer() throws {
        let directory = try saved()
        let content = try Fixture.tokenizerFile().replacing("\"lowercase\": true", with: "\"lowercase\": false")
        try directory.write("tokenizer.json", content)
        try FileManager.default.removeItem(atPath: "\(directory.path)/tokenizer_config.json")
        let error = error(of: directory)
        #expect(error?.category == .data)
        #expect(
            error?.description == """
                \(directory.path)/\(Self.fileName): the tokenizer makes other ids of \
                "The lighthouse keeper counts 1,204 ships." than the model was trained with, from position 1
                  expected: 2 182 220 249 256 262 260 246 62 …
                  found:    2 230 220 249 256 262 260 246 62 …
                  try:      \(Self.advice)
                """)
    }

    @Test func noticesMissingIDs() throws {
        let directory = try saved()
        let path = try directory.write(
            Self.fileName, "{\"version\": 1, \"probes\": [{\"text\": \"the film\", \"ids\": [2]}]}")
        #expect(
            error(of: directory)?.description == """
                \(path): the tokenizer makes other ids of "the film" than the model was trained with, from position 1
                  expected: 2
                  found:    2 182 191 3
                  try:      \(Self.advice)
                """)
    }

    @Test(arguments: [
        ("[]", "", "the file holds no JSON object"),
        ("{", ":1:2", "the file is not valid JSON"),
        ("{}", "", "version is missing"),
        ("{\"version\": 2}", ":1", "version has a wrong value"),
        ("{\"version\": 1}", "", "probes is missing"),
        ("{\"version\": 1,\n\"probes\": []}", ":2", "probes has a wrong value"),
        (
            "{\"version\": 1,\n\"probes\": [{\"text\": \"a\",\n\"ids\": [\"1\"]}]}", ":3",
            "probes[0].ids has a wrong value"
        ),
        ("{\"version\": 1,\n\"probes\": [{\"ids\": [1]}]}", ":2", "probes[0].text is missing"),
    ])
    func refusesMalformedFiles(content: String, line: String, problem: String) throws {
        let directory = try saved()
        let path = try directory.write(Self.fileName, content)
        let error = error(of: directory)
        #expect(error?.category == .data)
        #expect(error?.place == path + line)
        #expect(error?.problem == problem)
    }
}
