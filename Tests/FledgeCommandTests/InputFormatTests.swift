import Foundation
import TestSupport
import Testing

/// The formats of labelled rows: all of them train the same model.
@Suite struct InputFormatTests {
    private static let rows = TinyReviews.rows(24)

    /// A file with the same rows, and the arguments for reading it.
    struct Writing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let name: String
        let content: String
        var arguments: [String] = []
    }

    static let writings = [
        Writing(
            testDescription: "CSV with quotes", name: "rows.csv",
            content: "label,text\r\n" + rows.map { "\($0.label),\"\($0.text)\"\r\n" }.joined()),
        Writing(testDescription: "JSON Lines", name: "rows.jsonl", content: TinyReviews.jsonLines(rows)),
        Writing(
            testDescription: "JSON Lines in a file of another name", name: "rows.dat",
            content: TinyReviews.jsonLines(rows), arguments: ["--input-format", "jsonl"]),
        Writing(
            testDescription: "named columns", name: "rows.tsv",
            content: "label\tWords\ttext\tverdict\n" + rows.map { "x\t\($0.text)\ty\t\($0.label)\n" }.joined(),
            arguments: ["--text-column", "words", "--label-column", "verdict"]),
        Writing(
            testDescription: "no header line", name: "rows.tsv",
            content: rows.map { "\($0.label)\t\($0.text)\n" }.joined(),
            arguments: ["--no-header", "--text-column", "2", "--label-column", "1"]),
    ]

    private static func weights(_ workspace: Workspace, _ data: String, _ arguments: [String]) throws -> Data {
        _ = try workspace.succeed(
            [
                "train", "--model", "model", "--train", data, "--output", "output", "--overwrite", "--max-steps", "2",
                "--batch-size", "8",
            ] + arguments)
        return try Data(contentsOf: URL(fileURLWithPath: workspace.path("output/model.safetensors")))
    }

    @Test(arguments: writings)
    func rowsAreTheSame(_ writing: Writing) throws {
        let workspace = try Workspace()
        let plain = try workspace.directory.write("plain.tsv", TinyReviews.tsv(Self.rows))
        let data = try workspace.directory.write(writing.name, writing.content)
        #expect(
            try Self.weights(workspace, data, writing.arguments) == Self.weights(workspace, plain, []))
    }

    @Test func secondTextsCount() throws {
        let workspace = try Workspace()
        let pairs = Self.rows.map {
            "\($0.text)\tthe soup was \($0.text.count % 2 == 0 ? "good" : "bad")\t\($0.label)\n"
        }
        let data = try workspace.directory.write("pairs.tsv", "text\tother\tlabel\n" + pairs.joined())
        let withPair = try Self.weights(workspace, data, ["--pair-column", "other"])
        #expect(try Self.weights(workspace, data, []) != withPair)
        let evaluation = try workspace.succeed([
            "evaluate", "--model", "output", "--data", data, "--pair-column", "other", "--json",
        ]).object()
        #expect(evaluation["count"] as? Int == 24)
    }
}
