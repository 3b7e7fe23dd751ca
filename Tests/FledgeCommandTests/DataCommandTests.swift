import Foundation
import TestSupport
import Testing

@Suite struct DataCommandTests {
    private let workspace: Workspace
    private let classifier: String

    init() throws {
        workspace = try Workspace()
        classifier = try workspace.writeClassifier()
    }

    /// Caches a file, as any command that encodes does.
    private func encode(_ name: String, _ count: Int) throws {
        let path = try workspace.writeRows(name, count)
        _ = try workspace.succeed(["evaluate", "--model", classifier, "--data", path, "--quiet"])
    }

    private func entries() throws -> [[String: Any]] {
        let text = try workspace.succeed(["data", "list", "--json"]).text
        return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    private func key(of name: String) throws -> String {
        let entry = try #require(try entries().first { ($0["file"] as? String)?.hasSuffix(name) == true })
        return try #require(entry["key"] as? String)
    }

    @Test func nothingYet() throws {
        let outcome = try workspace.succeed(["data"])
        #expect(outcome.text == "")
        #expect(outcome.errors == "nothing is cached yet\n")
        #expect(!FileManager.default.fileExists(atPath: workspace.path("cache/datasets.sqlite")))
        #expect(try entries().isEmpty)
        let shown = try workspace.run(["data", "show", "abc"])
        #expect(shown.status == 65)
        #expect(
            shown.errors == "fledge: error: DIR/cache/datasets.sqlite: nothing is cached yet\n")
    }

    @Test func listsShowsAndExports() throws {
        try encode("a.tsv", 12)
        try encode("b.tsv", 20)
        let list = try workspace.succeed(["data", "list"]).lines
        #expect(list.count == 3)
        #expect(list.first?.split(separator: " ").first == "key")
        #expect(list.last?.contains("a.tsv") == true)
        #expect(try Set(entries().compactMap { $0["row_count"] as? Int }) == [12, 20])

        let key = try key(of: "a.tsv")
        let shown = try workspace.succeed(["data", "show", String(key.prefix(8)), "--rows", "2"]).lines
        #expect(shown.first == String(key.prefix(12)))
        #expect(shown.contains { $0.contains("rows") && $0.hasSuffix(" 12") })
        #expect(shown.suffix(2).allSatisfy { $0.contains(": [CLS] ") && $0.hasSuffix(" [SEP]") })
        #expect(shown.last?.hasPrefix("3 (") == true)
        let object = try workspace.succeed(["data", "show", key, "--json"]).object()
        #expect((object["rows"] as? [[String: Any]])?.count == 5)
        #expect((object["labels"] as? [String]) == TinyReviews.labels)

        let output = workspace.path("rows.jsonl")
        _ = try workspace.succeed(["data", "export", key, "--output", output])
        let rows = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(rows.compactMap { $0["line"] as? Int } == Array(2...13))
        #expect(rows.allSatisfy { ($0["ids"] as? [Int])?.isEmpty == false && $0["label"] is String })
        #expect(try workspace.succeed(["data", "export", key]).text == String(contentsOfFile: output, encoding: .utf8))
    }

    @Test func unknownKeys() throws {
        try encode("a.tsv", 12)
        let key = try String(key(of: "a.tsv").prefix(12))
        let misspelt = "g" + key.dropFirst()
        let outcome = try workspace.run(["data", "show", misspelt])
        #expect(outcome.status == 64)
        #expect(
            outcome.errors == """
                fledge: error: DIR/cache/datasets.sqlite: no entry "\(misspelt)"
                  try:      did you mean "\(key)"?

                """)
    }

    @Test func verifies() throws {
        try encode("a.tsv", 12)
        let well = try workspace.succeed(["data", "verify"])
        #expect(well.text.hasPrefix("no damage: 1 entry, "))
        // A byte in the middle of the rows.
        let path = workspace.path("cache/datasets.sqlite")
        var content = try Data(contentsOf: URL(fileURLWithPath: path))
        let ids = try workspace.succeed(["data", "export", key(of: "a.tsv")]).lines[5]
        let row = try #require(JSONSerialization.jsonObject(with: Data(ids.utf8)) as? [String: Any])
        let bytes = try #require(row["ids"] as? [Int]).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let place = try #require(content.range(of: Data(bytes)))
        content[place.lowerBound + 2] ^= 1
        try content.write(to: URL(fileURLWithPath: path))
        let bad = try workspace.run(["data", "verify"])
        #expect(bad.status == 65)
        #expect(bad.text.hasSuffix(": rows are not as they were stored\n"))
    }

    @Test func removes() throws {
        for (name, count) in [("a.tsv", 12), ("b.tsv", 20), ("c.tsv", 30)] { try encode(name, count) }
        let key = try key(of: "a.tsv")
        let removed = try workspace.succeed(["data", "remove", String(key.prefix(12))])
        #expect(removed.errors.hasPrefix("removed 1 entry, "))
        #expect(try entries().count == 2)
        for age in ["30m", "1d12h", "1w"] {
            let kept = try workspace.succeed(["data", "remove", "--older-than", age])
            #expect(kept.errors == "removed 0 entries, 0 B\n")
        }
        _ = try workspace.succeed(["data", "remove", "--older-than", "0h"])
        #expect(try entries().isEmpty)
        try encode("a.tsv", 12)
        _ = try workspace.succeed(["data", "remove", "--all"])
        #expect(try entries().isEmpty)
    }

    @Test(arguments: [
        [], ["abc", "--all"], ["--all", "--older-than", "3d"], ["--older-than", "soon"], ["--older-than", "-1d"],
        ["--older-than", "3y"], ["--older-than", "1d2"], ["--older-than", ""],
    ])
    func removalNeedsOneWay(_ arguments: [String]) throws {
        try encode("a.tsv", 12)
        #expect(try workspace.run(["data", "remove"] + arguments).status == 64)
        #expect(try entries().count == 1)
    }

    @Test func theLimitHoldsBetweenCommands() throws {
        for name in ["a.tsv", "b.tsv"] {
            let path = try workspace.writeRows(name, name == "a.tsv" ? 12 : 20)
            _ = try workspace.run(
                ["evaluate", "--model", classifier, "--data", path, "--quiet"],
                environment: ["FLEDGE_CACHE_LIMIT": "100 B"])
        }
        #expect(try entries().compactMap { $0["row_count"] as? Int } == [20])
        let outcome = try workspace.run(["data"], environment: ["FLEDGE_CACHE_LIMIT": "plenty"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("FLEDGE_CACHE_LIMIT: the size of the cache makes no sense"))
    }

    @Test func measures() throws {
        let path = try workspace.writeRows("a.tsv", 200)
        let outcome = try workspace.succeed([
            "data", "benchmark", "--model", workspace.model, path, "--repetitions", "1", "--json",
        ])
        let object = try outcome.object()
        #expect(object["rows"] as? Int == 200)
        for name in ["read_seconds", "encode_seconds", "load_seconds", "open_seconds", "check_seconds"] {
            #expect(try #require(object[name] as? Double) > 0)
        }
        // The measured cache is not the user's.
        #expect(try workspace.succeed(["data"]).errors == "nothing is cached yet\n")
    }

    @Test(.enabled(if: SmallDisk.isPossible)) func readOnlyPlace() throws {
        let place = try SmallDisk(in: workspace.directory, as: "sealed", isReadOnly: true)
        let path = try workspace.writeRows("a.tsv", 12)
        let outcome = try workspace.run(
            ["evaluate", "--model", classifier, "--data", path], environment: ["FLEDGE_CACHE": place.path])
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "fledge: warning: nothing is cached, since DIR/sealed/datasets.sqlite cannot be written; "
                    + "FLEDGE_CACHE names another directory\n"))
    }

    /// The work also continues if the cache's directory cannot be created.
    @Test func placeThatCannotBeCreated() throws {
        try workspace.directory.write("file", "")
        let outcome = try workspace.run(
            [
                "train", "--model", "model", "--train", workspace.writeRows(), "--output", "output", "--max-steps", "1",
                "--no-record",
            ], environment: ["FLEDGE_CACHE": workspace.path("file/cache")])
        #expect(outcome.status == 0)
        #expect(
            outcome.errors.contains(
                "fledge: warning: nothing is cached, since DIR/file/cache/datasets.sqlite cannot be written; "
                    + "FLEDGE_CACHE names another directory\n"))
    }

    @Test func dialectsAndCompressionAreSaid() throws {
        let rows = TinyReviews.rows(12, offset: 0)
        let csv =
            "text;label\n"
            + TinyReviews.tsv(rows).split(separator: "\n").dropFirst()
            .map { "\"" + $0.replacing("\t", with: "\";\"") + "\"\n" }.joined()
        let path = try workspace.directory.write("a.csv", csv)
        // The second time, the rows come from the cache.
        for _ in 1...2 {
            let outcome = try workspace.succeed(["evaluate", "--model", classifier, "--data", path])
            #expect(outcome.errors.ranges(of: "DIR/a.csv: columns separated by ;\n").count == 1)
        }
        let tokens = try workspace.succeed(["tokenize", "--model", classifier, "--input", path, "--summary"])
        #expect(tokens.errors.contains("DIR/a.csv: columns separated by ;\n"))
        let directory = try workspace.run(["tokenize", "--model", classifier, "--input", workspace.path("*.csv")])
        #expect(directory.status == 0)
    }
}
