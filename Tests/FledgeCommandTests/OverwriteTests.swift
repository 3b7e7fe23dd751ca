import Foundation
import TestSupport
import Testing

/// Existing files are replaced only with `--overwrite`.
@Suite struct OverwriteTests {
    /// Commands that write a file, with the name of that file.
    static let calls: [(call: String, file: String)] = [
        ("evaluate --model classifier --data train.tsv --predictions", "taken.jsonl"),
        ("compare classifier other --data train.tsv --disagreements", "taken.jsonl"),
        ("features --model model --data train.tsv --output", "taken.npy"),
        ("features --model model --data train.tsv --output", "taken.csv"),
        ("tokenize --model model --input train.tsv --output", "taken.txt"),
        ("tokenize --model model --input train.tsv --jsonl --output", "taken.txt"),
        ("tokenize --model model --input train.tsv --summary --output", "taken.txt"),
        ("tokenize --model model --input train.tsv --compare other --output", "taken.txt"),
        ("data export KEY --output", "taken.jsonl"),
    ]

    private static func message(_ path: String) -> String {
        """
        fledge: error: \(path): the output exists already
          try:      pass --overwrite to replace it, or choose another name

        """
    }

    private func prepared() throws -> Workspace {
        let workspace = try Workspace()
        _ = try workspace.writeClassifier()
        _ = try workspace.writeClassifier("other")
        try workspace.writeRows()
        return workspace
    }

    /// The arguments of a call, with a cache entry if it needs one.
    private func arguments(_ call: String, in workspace: Workspace) throws -> [String] {
        let words = call.split(separator: " ").map(String.init)
        guard words.contains("KEY") else { return words }
        _ = try workspace.succeed(["evaluate", "--model", "classifier", "--data", "train.tsv"])
        let list = try workspace.succeed(["data", "list", "--json"]).text
        let entries = try #require(JSONSerialization.jsonObject(with: Data(list.utf8)) as? [[String: Any]])
        let key = try #require(entries.first?["key"] as? String)
        return words.map { $0 == "KEY" ? key : $0 }
    }

    @Test(arguments: calls)
    func nothingIsReplacedUnasked(call: String, file: String) throws {
        let workspace = try prepared()
        let arguments = try arguments(call, in: workspace) + [file]
        try workspace.directory.write(file, "old")
        let before = try workspace.snapshot()
        let refused = try workspace.run(arguments)
        #expect(refused.errors == Self.message(file))
        #expect(refused.status == 73)
        #expect(refused.text == "")
        #expect(try workspace.snapshot() == before)
        _ = try workspace.succeed(arguments + ["--overwrite"])
        let after = try workspace.snapshot()
        #expect(after[file] != before[file])
        #expect(!after.keys.contains { $0.contains(".partial") })
    }

    /// Not even `--overwrite` replaces the files that the command reads.
    @Test(arguments: [
        "train --model model --train train.tsv --output new --skip-bad-rows --rejects train.tsv",
        "train --model model --train train.tsv --validation other.tsv --output new --skip-bad-rows --rejects ./other.tsv",
        "train --model model --train train.tsv --replay other.tsv --output new --skip-bad-rows --rejects other.tsv",
        "tune --model model --train train.tsv --trials 1 --output new --skip-bad-rows --rejects train.tsv",
        "evaluate --model classifier --data train.tsv --skip-bad-rows --rejects train.tsv",
        "evaluate --model classifier --data train.tsv --predictions train.tsv",
        "compare classifier other --data train.tsv --disagreements train.tsv",
        "features --model model --data train.tsv --output new.npy --skip-bad-rows --rejects train.tsv",
    ])
    func inputsAreNeverReplaced(call: String) throws {
        let workspace = try prepared()
        try workspace.writeRows("other.tsv")
        let before = try workspace.snapshot()
        let outcome = try workspace.run(call.split(separator: " ").map(String.init) + ["--overwrite"])
        #expect(outcome.errors.contains("the output is an input, which would be lost"), "\(outcome.errors)")
        #expect(outcome.status == 64)
        #expect(try workspace.snapshot() == before)
    }

    @Test func neitherAreTheLabelsBesideAnArray() throws {
        let workspace = try prepared()
        try workspace.directory.write("taken.labels.csv", "old")
        let before = try workspace.snapshot()
        let arguments = ["features", "--model", "model", "--data", "train.tsv", "--output", "taken.npy"]
        let refused = try workspace.run(arguments)
        #expect(refused.errors == Self.message("taken.labels.csv"))
        #expect(refused.status == 73)
        #expect(try workspace.snapshot() == before)
        _ = try workspace.succeed(arguments + ["--overwrite"])
        #expect(try workspace.snapshot()["taken.labels.csv"] != Data("old".utf8))
    }

    /// A path that names an open file or a device is written to, whatever is behind it.
    @Test(arguments: ["/dev/stdout", "/dev/null"])
    func streamsAreNotConcerned(path: String) throws {
        let workspace = try prepared()
        let tokens = ["tokenize", "--model", "model", "--input", "train.tsv", "--quiet"]
        let outcome = try workspace.succeed(tokens + ["--output", path])
        let expected = path == "/dev/null" ? "" : try workspace.succeed(tokens).text
        #expect(outcome.text == expected)
    }

    /// A location that cannot be written is reported before the model is looked for.
    @Test func placesAreLookedAtFirst() throws {
        let workspace = try Workspace(model: nil)
        let outcome = try workspace.run([
            "evaluate", "--model", "absent", "--data", "absent.tsv", "--predictions", "nowhere/rows.jsonl",
        ])
        #expect(
            outcome.errors == """
                fledge: error: nowhere/rows.jsonl: the parent directory "nowhere" does not exist
                  try:      create it with mkdir -p, or choose another place

                """)
        #expect(outcome.status == 73)
    }
}
