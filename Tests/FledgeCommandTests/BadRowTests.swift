import Foundation
import TestSupport
import Testing

/// Unusable rows, and the messages of commands about the files that they read.
@Suite struct BadRowTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func writeMixed() throws -> String {
        let rows = TinyReviews.rows(24, offset: 0)
        let good = TinyReviews.tsv(rows).split(separator: "\n")
        let lines = [good[0], "\tgood", good[1], "a\tb\tc", good[2], "no label\t"] + good.dropFirst(3)
        return try workspace.directory.write("rows.tsv", lines.joined(separator: "\n") + "\n")
    }

    private static let reasons = [
        2: "the text is empty", 4: "too many columns (expected 2 columns, found 3)", 6: "the label is missing",
    ]

    /// The rows in a file of rejected rows, by line.
    private func rejects(_ name: String) throws -> [Int: String] {
        let lines = try String(contentsOfFile: workspace.path(name), encoding: .utf8).split(separator: "\n")
        let objects = try lines.map { try Outcome.object(String($0)) }
        #expect(objects.allSatisfy { Set($0.keys) == ["file", "line", "reason", "source"] })
        return try Dictionary(
            uniqueKeysWithValues: objects.map {
                (try #require($0["line"] as? Int), try #require($0["reason"] as? String))
            })
    }

    private func train(_ file: String, _ more: String...) throws -> Outcome {
        try workspace.run(
            [
                "train", "--model", workspace.model, "--train", file, "--output", workspace.path("output"),
                "--overwrite",
                "--max-steps", "1", "--no-record",
            ] + more)
    }

    @Test("training stops at a bad row and names the option") func ends() throws {
        let outcome = try train(writeMixed())
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.contains(
                "rows.tsv:2: the text is empty\n  try:      remove the row; or pass --skip-bad-rows"))
    }

    /// This includes rows from the cache.
    @Test("training leaves out bad rows and keeps them in a file") func trains() throws {
        let file = try writeMixed()
        for _ in 1...2 {
            let outcome = try train(file, "--skip-bad-rows")
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("rows.tsv:2: a row that cannot be used is left out (3 times)\n"))
            #expect(outcome.errors.contains("training: 24 rows"))
            #expect(try rejects("output.rejects.jsonl") == Self.reasons)
            try FileManager.default.removeItem(atPath: workspace.path("output.rejects.jsonl"))
        }
    }

    @Test("rejected rows go to the named file, which is not overwritten") func namedFile() throws {
        let file = try writeMixed()
        let arguments = [
            "evaluate", "--model", try workspace.writeClassifier(), "--data", file, "--skip-bad-rows", "--rejects",
            workspace.path("bad.jsonl"),
        ]
        let outcome = try workspace.run(arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try rejects("bad.jsonl") == Self.reasons)
        #expect(try workspace.run(arguments).status == 73)
        #expect(try workspace.run(arguments + ["--overwrite"]).status == 0)
    }

    @Test("a file in the place of the rejected rows stays if there are none") func fileInPlace() throws {
        let file = try workspace.directory.write("rows.tsv", TinyReviews.tsv(TinyReviews.rows(8)))
        try workspace.directory.write("output.rejects.jsonl", "mine\n")
        let outcome = try train(file, "--skip-bad-rows")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try workspace.snapshot()["output.rejects.jsonl"] == Data("mine\n".utf8))
        #expect(
            outcome.errors.contains("no rows were left out; DIR/output.rejects.jsonl is not from this run\n"),
            "\(outcome.errors)")
    }

    @Test("without a file, rejected rows are printed") func printed() throws {
        let outcome = try workspace.run([
            "evaluate", "--model", try workspace.writeClassifier(), "--data", try writeMixed(), "--skip-bad-rows",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        for (line, reason) in Self.reasons { #expect(outcome.errors.contains("rows.tsv:\(line): \(reason)\n")) }
    }

    @Test("a file with only bad rows is an error") func nothingLeft() throws {
        let file = try workspace.directory.write("rows.tsv", "text\tlabel\n\tgood\n\tbad\n")
        let outcome = try train(file, "--skip-bad-rows")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("rows.tsv: no row can be used\n  found:    line 2: the text is empty"))
    }

    @Test("--rejects needs --skip-bad-rows") func rejectsAlone() throws {
        let outcome = try train(writeMixed(), "--rejects", "bad.jsonl")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--rejects needs --skip-bad-rows."))
    }

    @Test("the advice for a file without a header names the options") func headerless() throws {
        let file = try workspace.directory.write("rows.tsv", "It was good.\t1\nIt was bad.\t0\n")
        let outcome = try train(file)
        #expect(outcome.status == 65)
        for option in ["--no-header", "--text-column 1", "--label-column 2"] {
            #expect(outcome.errors.contains(option))
        }
        #expect(try train(file, "--no-header", "--text-column", "1", "--label-column", "2").status == 0)
    }

    /// Each finding is printed once, whether or not the rows come from the cache, and -q keeps the warnings.
    @Test("findings are printed once") func findings() throws {
        let rows = TinyReviews.tsv(TinyReviews.rows(12, offset: 0)).split(separator: "\n")
        let file = try workspace.directory.write(
            "rows.tsv", (rows + [rows[0]] + rows.dropFirst()).joined(separator: "\r") + "\r")
        for quiet in [[], [], ["-q"]] {
            let outcome = try workspace.run(
                [
                    "train", "--model", workspace.model, "--train", file, "--output", workspace.path("output"),
                    "--overwrite", "--max-steps", "1", "--no-record",
                ] + quiet)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.ranges(of: "the header is repeated here and is left out").count == 1)
            #expect(outcome.errors.ranges(of: "lines end in CR alone").count == (quiet.isEmpty ? 1 : 0))
        }
    }

    /// An empty file among several must not stop the files after it.
    @Test("files without rows among files with rows") func emptyPartitions() throws {
        _ = try workspace.writeClassifier()
        for (name, content) in [
            ("a.csv", ""), ("b.csv", "id,text\n"), ("c.csv", "id,text\n1,the film\n"), ("d.json", "[]"),
        ] {
            try workspace.directory.write("parts/\(name)", content)
        }
        let outcome = try workspace.run([
            "label", "--model", "classifier", "--input", "parts", "--output", "labelled",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("fledge: warning: parts/a.csv: the file is empty\n"))
        #expect(outcome.errors.contains("fledge: warning: parts/b.csv: the file has a header line but no rows\n"))
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: workspace.path("labelled/\(name)"), encoding: .utf8)
        }
        #expect(try text("a.csv") == "label,score\n")
        #expect(try text("b.csv") == "id,text,label,score\n")
        #expect(try text("c.csv").hasPrefix("id,text,label,score\n1,the film,"))
        let vectors = try workspace.run([
            "embed", "--model", "classifier", "--pooling", "mean", "--input", "parts", "--output", "vectors",
            "--format", "npy",
        ])
        #expect(vectors.status == 0, "\(vectors.errors)")
        #expect(try workspace.snapshot()["vectors/a.csv.npy"]?.count == 128)
    }

    @Test("a filter continues after a first object without a text") func filter() throws {
        _ = try workspace.writeClassifier()
        let outcome = try workspace.run(
            ["label", "--model", "classifier", "-"], input: "{\"id\":1}\n{\"text\":\"good\"}\n{\"text\":\"bad\"}\n")
        #expect(outcome.status == 65)
        #expect(outcome.text.split(separator: "\n").count == 2)
    }
}
