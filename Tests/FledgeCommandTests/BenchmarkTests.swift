import Foundation
import TestSupport
import Testing

/// `fledge benchmark`.
@Suite struct BenchmarkTests {
    private static let quick = ["--rounds", "2", "--calls", "3"]
    private static let reportKeys: Set = [
        "model", "task", "precision", "length_limit", "machine", "rounds", "load_seconds", "peak_resident_bytes",
    ]

    private func benchmark(_ workspace: Workspace, _ arguments: [String]) throws -> [String: Any] {
        try workspace.succeed(["benchmark", "--model", "model", "--json"] + Self.quick + arguments).object()
    }

    /// A median with its range.
    private func spread(
        _ object: [String: Any], _ key: String
    ) throws -> (lowest: Double, median: Double, highest: Double) {
        let values = try #require(object[key] as? [String: Double], "\(key)")
        #expect(Set(values.keys) == ["median", "lowest", "highest"])
        let (lowest, median) = (try #require(values["lowest"]), try #require(values["median"]))
        let highest = try #require(values["highest"])
        #expect(lowest > 0 && lowest <= median && median <= highest, "\(key)")
        return (lowest, median, highest)
    }

    // MARK: Texts

    @Test func measuresTheTextsOfAFile() throws {
        let workspace = try Workspace()
        let file = try workspace.writeRows("rows.tsv", 40)
        let before = try workspace.snapshot()
        let report = try benchmark(workspace, ["--texts", file, "--threads", "1", "--precision", "fp32"])
        #expect(Set(report.keys) == Self.reportKeys.union(["texts", "encoding", "latency"]))
        #expect(report["model"] as? String == "model")
        #expect(report["task"] as? String == "embedding")
        #expect(report["precision"] as? String == "fp32")
        #expect(report["length_limit"] as? Int == 64)
        #expect(report["rounds"] as? Int == 2)
        #expect(report["texts"] as? String == file)
        #expect(try #require(report["peak_resident_bytes"] as? Int) > 1_000_000)
        _ = try spread(report, "load_seconds")

        let machine = try #require(report["machine"] as? [String: Any])
        #expect(machine["threads"] as? Int == 1)
        for key in ["processor", "kernel_level", "openblas_core"] {
            #expect((machine[key] as? String)?.isEmpty == false, "\(key)")
        }

        let tokenized = try workspace.succeed(
            ["tokenize", "--model", "model", "--input", file, "--summary", "--json"]
        ).object()
        let encoding = try #require(report["encoding"] as? [String: Any])
        #expect(
            Set(encoding.keys) == [
                "texts", "tokens", "longest_text", "truncated_texts", "seconds", "tokenization_seconds",
                "texts_per_second", "tokens_per_second", "tokens_per_second_without_tokenization",
            ])
        #expect(encoding["texts"] as? Int == 40)
        #expect(encoding["longest_text"] as? Int == tokenized["longest"] as? Int)
        #expect(encoding["truncated_texts"] as? Int == 0)
        let tokens = try #require(encoding["tokens"] as? Int)
        #expect(tokens == tokenized["tokens"] as? Int)
        let seconds = try spread(encoding, "seconds")
        let speed = try spread(encoding, "tokens_per_second")
        #expect(abs(speed.highest * seconds.lowest - Double(tokens)) < 1e-6 * Double(tokens))
        #expect(abs(speed.lowest * seconds.highest - Double(tokens)) < 1e-6 * Double(tokens))
        #expect(abs(try spread(encoding, "texts_per_second").highest * seconds.lowest - 40) < 1e-4)
        _ = try spread(encoding, "tokenization_seconds")
        #expect(try spread(encoding, "tokens_per_second_without_tokenization").highest > speed.highest)
        #expect(try workspace.snapshot() == before)
    }

    @Test func measuresSingleTexts() throws {
        let workspace = try Workspace()
        let lengths = [3, 30, 7]
        let texts = lengths.map { Array(repeating: "good", count: $0).joined(separator: " ") }
        let file = try workspace.directory.write("three.txt", texts.joined(separator: "\n"))
        let report = try benchmark(workspace, ["--texts", file])
        let latency = try #require(report["latency"] as? [[String: Any]])
        #expect(latency.map { $0["text"] as? String } == ["short", "middling", "long"])
        #expect(latency.map { $0["tokens"] as? Int } == [5, 9, 32])
        for text in latency {
            #expect(
                Set(text.keys) == [
                    "text", "tokens", "calls", "milliseconds_p50", "milliseconds_p90", "milliseconds_p99",
                    "tokenization_milliseconds_p50",
                ])
            #expect(text["calls"] as? Int == 3)
            let times = try [50, 90, 99].map { try #require(text["milliseconds_p\($0)"] as? Double) }
            #expect(times[0] > 0)
            #expect(times == times.sorted())
            #expect(try #require(text["tokenization_milliseconds_p50"] as? Double) > 0)
        }
    }

    @Test func oneTextIsMeasuredOnce() throws {
        let workspace = try Workspace()
        let file = try workspace.directory.write("one.txt", "the film was good")
        let latency = try #require(try benchmark(workspace, ["--texts", file])["latency"] as? [[String: Any]])
        #expect(latency.map { $0["tokens"] as? Int } == [6])
    }

    @Test(arguments: [("5", 5, "the first 5 of rows.tsv"), ("0", 30, "rows.tsv"), ("30", 30, "rows.tsv")])
    func takesTheBeginningOfAFile(limit: String, count: Int, source: String) throws {
        let workspace = try Workspace()
        try workspace.writeRows("rows.tsv", 30)
        let report = try benchmark(workspace, ["--texts", "rows.tsv", "--limit", limit])
        #expect((report["encoding"] as? [String: Any])?["texts"] as? Int == count)
        #expect(report["texts"] as? String == source)
    }

    @Test func cutsLongTexts() throws {
        let workspace = try Workspace()
        let file = try workspace.directory.write(
            "two.tsv", "title\tbody\nx\tthe film was good\nx\tthe film was so very good again\n")
        let report = try benchmark(
            workspace, ["--texts", file, "--text-column", "body", "--maximum-length", "6", "--precision", "fp32"])
        let encoding = try #require(report["encoding"] as? [String: Any])
        #expect(report["length_limit"] as? Int == 6)
        #expect(encoding["tokens"] as? Int == 12)
        #expect(encoding["truncated_texts"] as? Int == 1)
    }

    @Test func hasTextsOfItsOwn() throws {
        let report = try benchmark(Workspace(), [])
        #expect(report["texts"] as? String == "built-in texts")
        #expect((report["encoding"] as? [String: Any])?["texts"] as? Int == 240)
    }

    @Test func classifiersLabel() throws {
        let workspace = try Workspace()
        _ = try workspace.writeClassifier("model")
        let report = try benchmark(workspace, ["--texts", workspace.writeRows()])
        #expect(report["task"] as? String == "classification")
    }

    @Test func encodersThatDoNotSayHowToPoolAreMeasured() throws {
        var model = TinyModel()
        model.poolingSchema = nil
        let workspace = try Workspace(model: model)
        #expect(try benchmark(workspace, ["--texts", workspace.writeRows()])["task"] as? String == "embedding")
    }

    @Test func tellsPeople() throws {
        let workspace = try Workspace()
        let file = try workspace.writeRows("rows.tsv", 12)
        let outcome = try workspace.succeed(["benchmark", "--model", "model", "--texts", file] + Self.quick)
        let beginnings = outcome.lines.map { line in
            line.hasPrefix(" ") ? "" : line.split(separator: "  ").first.map(String.init) ?? ""
        }
        #expect(
            beginnings.map { $0.replacing(/\d+ texts with \d+ tokens, .*/, with: "N texts with N tokens") } == [
                "model", "precision", "processor", "loops", "OpenBLAS", "threads", "loading", "peak memory",
                "N texts with N tokens", "", "texts/s", "tokens/s", "tokens/s without tokenization", "seconds",
                "seconds of tokenization", "one text", "short", "middling", "long",
            ])
        #expect(outcome.errors.hasPrefix("measuring embedding: 2 rounds, after one to warm up\n"))
        #expect(outcome.errors.contains("\nencoding texts  36/36  "))
        let quiet = try workspace.succeed(["benchmark", "--model", "model", "--texts", file, "--quiet"] + Self.quick)
        #expect(quiet.errors == "")
    }

    // MARK: Scaling

    @Test func measuresEveryLengthWithEveryBatchSize() throws {
        let workspace = try Workspace()
        let report = try benchmark(workspace, ["--lengths", "3,17,64", "--batches", "1, 6"])
        #expect(Set(report.keys) == Self.reportKeys.union(["scaling"]))
        let cells = try #require(report["scaling"] as? [[String: Any]])
        #expect(cells.map { $0["length"] as? Int } == [3, 3, 17, 17, 64, 64])
        #expect(cells.map { $0["batch"] as? Int } == [1, 6, 1, 6, 1, 6])
        for cell in cells {
            #expect(
                Set(cell.keys) == [
                    "length", "batch", "calls", "milliseconds_per_token",
                    "milliseconds_per_token_without_tokenization",
                ])
            #expect(try #require(cell["calls"] as? Int) > 0)
            let whole = try spread(cell, "milliseconds_per_token")
            #expect(try spread(cell, "milliseconds_per_token_without_tokenization").lowest < whole.highest)
        }
    }

    @Test func usualLengthsEndAtTheLimit() throws {
        let cells = try benchmark(Workspace(), ["--batches", "2"])["scaling"] as? [[String: Any]]
        #expect(try #require(cells).map { $0["length"] as? Int } == [8, 16, 32, 64])
    }

    @Test func tableHasARowForEachLength() throws {
        let outcome = try Workspace().succeed(
            ["benchmark", "--model", "model", "--lengths", "8,16", "--batches", "1,2,3"] + Self.quick)
        let rows = outcome.lines.suffix(3).map { $0.split(separator: " ").map(String.init) }
        #expect(rows[0] == ["tokens", "per", "text", "1", "per", "call", "2", "per", "call", "3", "per", "call"])
        #expect(rows[1].first == "8")
        #expect(rows[2].first == "16")
        for row in rows[1...] {
            #expect(row.count == 4)
            for cell in row { #expect(try #require(Double(cell)) > 0) }
        }
    }

    // MARK: Failures

    private static func failure(
        _ name: String, _ status: Int32, _ message: String, _ arguments: String...,
        prepare: @escaping @Sendable (Workspace) throws -> Void = { _ in }
    ) -> Failure {
        Failure(name, status, message) { workspace in
            try prepare(workspace)
            let model = arguments.contains("--model") ? [] : ["--model", workspace.model]
            return ["benchmark", "--quiet"] + model
                + arguments.map { $0.replacingOccurrences(of: "DIR", with: workspace.directory.path) }
        }
    }

    static let failures = [
        failure(
            "no such model", 66,
            """
            DIR/nowhere: no such directory
              expected: a model's directory with config.json and model.safetensors
              try:      check the path; the name of a model of the hub looks like owner/name
            """, "--model", "DIR/nowhere"),
        failure(
            "no such file", 66, "DIR/none.txt: no such file or directory\n  try:      check the path", "--texts",
            "DIR/none.txt"),
        failure("an empty file", 65, "DIR/empty.txt: the file is empty", "--texts", "DIR/empty.txt") {
            try $0.directory.write("empty.txt", "")
        },
        failure(
            "blank texts", 65, "DIR/blank.txt: all texts are blank\n  expected: at least one with a word in it",
            "--texts", "DIR/blank.txt"
        ) { try $0.directory.write("blank.txt", "\n \n\t\n") },
        failure(
            "a length without a text", 64,
            "the length leaves no room for a text beside the special tokens\n  expected: at least 3\n  found:    2",
            "--lengths", "8,2"),
        failure(
            "a length beyond the positions", 64,
            """
            the maximum length exceeds the model's positions
              expected: at most 64 (max_position_embeddings of config.json)
              found:    65
            """, "--lengths", "8,65"),
        failure(
            "a length beyond the one asked for", 64,
            "the length exceeds the most tokens of a text\n  expected: at most 16 (as requested)\n  found:    32",
            "--lengths", "8,32", "--maximum-length", "16"),
        failure(
            "more tokens than make sense", 64,
            "a call would have too many tokens\n  expected: at most 1048576\n  found:    131073 texts of 8",
            "--lengths", "8", "--batches", "1,131073"),
        failure(
            "a vocabulary without words", 65,
            """
            the vocabulary has no plain words to make texts of
              expected: pieces of the letters a to z
            """, "--lengths", "8"
        ) { workspace in
            let pieces = TinyModel.vocabulary.enumerated().map { $1.hasPrefix("[") ? $1 : "\($0)" }
            try workspace.directory.write("model/vocab.txt", pieces.joined(separator: "\n") + "\n")
        },
    ]

    @Test(arguments: failures)
    func inputMakesNoSense(_ failure: Failure) throws { try failure.check() }

    /// Arguments, and the first line of standard error.
    static let calls: [(arguments: [String], message: String)] = badLengths + badBatches + misfits

    private static let badLengths = ["8,", "0", "-1", "8,x", "8,8", "1e3", ","].map { value in
        (["--lengths=\(value)"], "Error: The value '\(value)' is invalid for '--lengths <lengths>'")
    }
    private static let badBatches = ["0", "1,,2"].map { value in
        (["--batches", value], "Error: The value '\(value)' is invalid for '--batches <batches>'")
    }
    private static let misfits: [([String], String)] = [
        (["--texts", "t", "--batches", "1"], "Error: --texts and --lengths or --batches exclude each other."),
        (["--rounds", "0"], "Error: --rounds must be 1 or more."),
        (["--calls=-1"], "Error: --calls must be 1 or more."),
        (["--texts", "t", "--limit=-1"], "Error: --limit must be 0 or more."),
        (["--limit", "10"], "Error: --limit needs --texts."),
        (["--no-header"], "Error: --no-header needs --texts."),
        (["--calls", "0"], "Error: --calls must be 1 or more."),
    ]

    @Test(arguments: calls)
    func callMakesNoSense(arguments: [String], message: String) throws {
        let workspace = try Workspace(model: nil)
        let outcome = try workspace.run(["benchmark", "--model", "model"] + arguments)
        #expect(outcome.errors.split(separator: "\n").first.map(String.init) == message)
        #expect(outcome.errors.contains("\nUsage: fledge benchmark"))
        #expect(outcome.status == 64)
        #expect(outcome.text == "")
    }

    @Test func endsWhenInterrupted() throws {
        let workspace = try Workspace()
        let before = try workspace.snapshot()
        let process = try workspace.start(["benchmark", "--model", "model", "--rounds", "100000000"])
        try process.wait(for: "measuring embedding")
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(outcome.text == "")
        #expect(outcome.errors.hasSuffix("\ninterrupted: the measurement is not complete\n"))
        #expect(try workspace.snapshot() == before)
    }
}
