import Foundation
import TestSupport
import Testing

/// `fledge label` from file to file: interrupted at any moment, and as a part of other programs.
@Suite struct LabelBatchTests {
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace()
        _ = try workspace.writeClassifier()
    }

    private func writeReviews(_ count: Int) throws {
        let rows = TinyReviews.rows(126)
        try workspace.directory.write(
            "reviews.csv",
            "id,text\n"
                + (0..<count).map { number in
                    number % 997 == 5 ? "\(number)\n" : "\(number),\"\(rows[number % 126].text), \(number)\"\n"
                }.joined())
    }

    private func leftovers(_ prefix: String) throws -> [String] {
        try workspace.snapshot().keys.filter { $0.hasPrefix(prefix) }.sorted()
    }

    /// The run is killed at twenty moments that differ from run to run, some of them with outputs that cannot grow
    /// further, as on a full disk; the final result has the same bits as an uninterrupted run.
    @Test func `a killed run ends with the same bytes`() throws {
        try writeReviews(60_000)
        let arguments = ["label", "--model", "classifier", "--input", "reviews.csv", "--commit-seconds", "0"]
        let start = ContinuousClock.now
        let whole = try workspace.run(arguments + ["--output", "whole.csv"])
        let duration = start.duration(to: .now)
        #expect(whole.status == 65)
        var generator = SystemRandomNumberGenerator()
        var kills = 0
        let interrupted = arguments + ["--output", "killed.csv"]
        for attempt in 0..<400 where kills < 20 {
            if FileManager.default.fileExists(atPath: workspace.path("killed.csv")) { break }
            if attempt % 5 == 3 {
                let limited = try workspace.shell(
                    "trap '' XFSZ; ulimit -f $(( $(stat -c %s killed.csv.partial || echo 0) / 1024 + 64 )); "
                        + "fledge \(interrupted.joined(separator: " ")) --quiet")
                #expect(limited.status == 74)
                #expect(limited.errors.contains("writing failed: File too large"), "\(limited.errors)")
                // With the first rows or after them.
                let isBegun = FileManager.default.fileExists(atPath: workspace.path("killed.csv.journal"))
                let goesOn = limited.errors.contains("run the command again: it resumes after row ")
                #expect(goesOn == isBegun, "\(limited.errors)")
            }
            let process = try workspace.start(interrupted)
            let longest = max(UInt32(duration / .microseconds(3)), 30_000)
            usleep(UInt32.random(in: 20_000...longest, using: &generator))
            guard kill(process.identifier, SIGKILL) == 0, process.finish().status == nil else { continue }
            kills += 1
        }
        #expect(kills >= 3)
        if !FileManager.default.fileExists(atPath: workspace.path("killed.csv")) {
            #expect(try workspace.run(interrupted).status == 65)
        }
        let files = try workspace.snapshot()
        #expect(files["killed.csv"] == files["whole.csv"])
        #expect(files["killed.rejects.jsonl"] == files["whole.rejects.jsonl"])
        #expect(try leftovers("killed") == ["killed.csv", "killed.rejects.jsonl"])
    }

    /// A full disk: a small separate file system, which requires root to mount.
    @Test(.enabled(if: SmallDisk.isPossible, "mounting a file system of 64 kB needs root and the program mount"))
    func `a full disk is no loss`() throws {
        try writeReviews(1500)
        let disk = try SmallDisk(in: workspace.directory, as: "disk")
        try workspace.directory.write("disk/filler", Data(count: 30_000))
        let arguments = [
            "label", "--quiet", "--model", "classifier", "--input", "reviews.csv", "--output", "disk/out.csv",
            "--commit-seconds", "0",
        ]
        let full = try workspace.run(arguments)
        #expect(full.status == 74)
        #expect(full.errors.hasPrefix("fledge: error: disk/out.csv: the disk is full"), "\(full.errors)")
        try FileManager.default.removeItem(atPath: workspace.path("disk/filler"))
        // There is space for the rows, but not in addition to the remains of other attempts.
        let second = try workspace.run(arguments)
        #expect([65, 74].contains(second.status))
        withExtendedLifetime(disk) {}
    }

    @Test func `Ctrl-C leaves what the same command goes on with`() throws {
        try writeReviews(200_000)
        let arguments = ["label", "--model", "classifier", "--input", "reviews.csv", "--output", "out.sqlite"]
        let process = try workspace.start(arguments + ["--commit-seconds", "0"])
        try process.wait(forFile: workspace.path("out.sqlite.journal"), ofAtLeast: 1500)
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        let match = outcome.errors.firstMatch(of: /interrupted after (\d+) rows: run the same command again to resume/)
        let rows = try #require(match.flatMap { Int($0.1) })
        #expect(rows > 0 && rows < 200_000)
        let further = try workspace.run(arguments)
        #expect(further.status == 65)
        #expect(further.errors.contains("resuming after row \(rows)\n"), "\(further.errors)")
        #expect(try leftovers("out") == ["out.rejects.jsonl", "out.sqlite"])
    }

    @Test func `says what came of it`() throws {
        try writeReviews(600)
        let outcome = try workspace.run([
            "label", "--model", "classifier", "--input", "reviews.csv", "--output", "out.tsv", "--threshold", "0.9",
            "--top-k", "2", "--json",
        ])
        #expect(outcome.status == 65)
        let summary = try outcome.object()
        #expect(summary["rows"] as? Int == 600)
        #expect(summary["rejected"] as? Int == 1)
        #expect(summary["labelled"] as? Int == 599)
        #expect(summary["output"] as? String == "out.tsv")
        #expect(summary["rejects"] as? String == "out.rejects.jsonl")
        let withheld = try #require(summary["withheld"] as? Int)
        #expect(
            outcome.errors.contains("\(withheld) labels were withheld: their scores are below the threshold\n")
                || withheld == 0)
        #expect(outcome.errors.hasSuffix("fledge: warning: 1 row cannot be used: see out.rejects.jsonl\n"))
        let table = try String(contentsOfFile: workspace.path("out.tsv"), encoding: .utf8).split(separator: "\n")
        #expect(table[0] == "id\ttext\tlabel\tscore\tlabel_2\tscore_2")
        #expect(table.count == 600)
        let labels = table.dropFirst().map { $0.split(separator: "\t", omittingEmptySubsequences: false)[2] }
        #expect(labels.count(where: \.isEmpty) == withheld)
    }

    @Test func `embeddings go on, too`() throws {
        try writeReviews(20_000)
        let arguments = [
            "embed", "--quiet", "--model", "model", "--input", "reviews.csv", "--format", "npy", "--commit-seconds",
            "0",
        ]
        #expect(try workspace.run(arguments + ["--output", "whole.npy"]).status == 65)
        let process = try workspace.start(arguments + ["--output", "killed.npy"])
        try process.wait(forFile: workspace.path("killed.npy.partial"), ofAtLeast: 600_000)
        kill(process.identifier, SIGKILL)
        _ = process.finish()
        #expect(try workspace.run(arguments + ["--output", "killed.npy"]).status == 65)
        let files = try workspace.snapshot()
        #expect(files["killed.npy"] == files["whole.npy"])
        #expect(files["killed.npy"]?.count == 128 + 20_000 * 32 * 4)
    }

    @Test func `several models and an ensemble`() throws {
        try writeReviews(5)
        _ = try workspace.writeClassifier("other", labels: TinyReviews.labels.reversed())
        let models = ["--model", "classifier", "--model", "mine=other", "--input", "reviews.csv"]
        let several = try workspace.succeed(["label"] + models)
        let keys = try Set(several.lines.flatMap { try Outcome.object($0).keys })
        #expect(
            keys == ["id", "text", "classifier_label", "classifier_score", "mine_label", "mine_score"])
        let together = try workspace.succeed(["label", "--ensemble", "--all-scores"] + models)
        let keysTogether = try Set(together.lines.flatMap { try Outcome.object($0).keys })
        #expect(keysTogether == ["id", "text", "label", "score", "scores"])
    }

    /// A client that waits for each answer before it sends the next text, and for the end.
    @Test func `a filter answers at once`() throws {
        let outcome = try workspace.shell(
            """
            coproc WORKER { fledge label --model classifier --quiet -; }
            worker=$WORKER_PID  # bash unsets the variable when the process ends
            for text in one two three; do
                echo "{\\"text\\":\\"$text\\"}" >&${WORKER[1]}
                read -r -t 100 answer <&${WORKER[0]} && echo "$answer"
            done
            echo '{"text"' >&${WORKER[1]}
            eval "exec ${WORKER[1]}>&-"
            wait $worker
            echo $?
            """)
        #expect(outcome.lines.count == 4)
        for (line, text) in zip(outcome.lines, ["one", "two", "three"]) {
            #expect(line.hasPrefix(#"{"text":"\#(text)","label":"#))
        }
        #expect(outcome.lines.last == "65")
        #expect(
            outcome.errors.hasPrefix("fledge: warning: standard input:4: broken JSON at byte 7 of the line"),
            "\(outcome.errors)")
    }

    @Test func `rejects of a filter go to a file on request`() throws {
        let outcome = try workspace.run(
            ["label", "--quiet", "--model", "classifier", "-", "--rejects", "bad.jsonl"],
            input: "{\"text\":\"a\"}\n{\"text\":\" \"}\n")
        #expect(outcome.status == 65)
        #expect(outcome.lines.count == 1)
        #expect(outcome.errors == "fledge: warning: 1 row cannot be used: see bad.jsonl\n")
        let rejects = try workspace.snapshot()["bad.jsonl"].map { String(decoding: $0, as: UTF8.self) }
        #expect(rejects == #"{"line":2,"reason":"the text is empty","source":"{\"text\":\" \"}"}"# + "\n")
    }

    @Test func `watches until Ctrl-C`() throws {
        try workspace.directory.write("in/a.txt", "the film\n")
        let process = try workspace.start(["label", "--model", "classifier", "--watch", "in", "--output", "out"])
        try process.wait(for: "a.txt: 1 text labelled")
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(outcome.errors.hasSuffix("interrupted: all files that had arrived are done\n"))
        #expect(try leftovers("out/") == ["out/a.txt.jsonl", "out/labelled-files.jsonl"])
    }

    @Test(arguments: [
        ("--watch in --input a.csv --output b", "--watch and --input exclude each other."),
        ("--watch in", "--watch needs --output, a directory for the labelled files."),
        ("--json", "--json goes with --output: standard output has the results."),
        ("--top-k 0", "--top-k must be 1 or more."), ("--threshold 2", "--threshold must be from 0 to 1."),
        ("- --input a.csv", "- stands for a filter, which has no --input, --output and --watch."),
        ("a.csv", "a.csv is not understood: name the input with --input, and check the option before it."),
        ("--output-format npy", "npy is for embeddings: use fledge embed."),
    ])
    func `arguments that make no sense`(arguments: String, expected: String) throws {
        let outcome = try workspace.run(
            ["label", "--model", "classifier"] + arguments.split(separator: " ").map(String.init))
        #expect(outcome.status == 64)
        #expect(outcome.errors.hasPrefix("Error: \(expected)\n"), "\(outcome.errors)")
    }
}
