import Foundation
import TestSupport
import Testing

/// `fledge tokenizer train`.
@Suite struct TokenizerTrainTests {
    private static let texts = TinyReviews.rows(60).map(\.text)
    private static let fileNames = [
        "output/fledge_tokenizer_probes.json", "output/special_tokens_map.json", "output/tokenizer.json",
        "output/tokenizer_config.json", "output/vocab.txt",
    ]

    private func train(_ workspace: Workspace, _ arguments: [String], input: String = "") throws -> Outcome {
        try workspace.succeed(["tokenizer", "train", "--output", "output"] + arguments, input: input)
    }

    private func pieces(_ workspace: Workspace) throws -> [String] {
        let content = try String(contentsOfFile: workspace.path("output/vocab.txt"), encoding: .utf8)
        return content.split(separator: "\n").map(String.init)
    }

    @Test func writesATokenizerAndASummary() throws {
        let workspace = try Workspace(model: nil)
        let file = try workspace.directory.write("texts.txt", Self.texts.joined(separator: "\n"))
        let outcome = try train(workspace, [file, "--vocabulary-size", "60"])
        #expect(outcome.errors.contains("megabytes counted"))
        #expect(
            outcome.text.replacing(/seconds         \d+\.\d/, with: "seconds         N") == """
                texts           60
                words           411, 23 different ones
                pieces          60
                single pieces   55.5 % of all words
                seconds         N
                wrote output

                """)
        let files = try workspace.snapshot()
        #expect(files.keys.filter { $0.hasPrefix("output/") }.sorted() == Self.fileNames)
        #expect(!files.keys.contains { $0.contains("partial") })
        let found = try pieces(workspace)
        #expect(found.prefix(5) == ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
        #expect(found.count == 60)
        #expect(found.contains("the"))
    }

    /// The same texts, written in another format.
    struct Writing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var name = ""
        var content = ""
        var arguments: [String] = []
        var input = ""
    }

    static let writings = [
        Writing(testDescription: "standard input", input: texts.joined(separator: "\n")),
        Writing(testDescription: "standard input as -", arguments: ["-"], input: texts.joined(separator: "\r\n")),
        Writing(testDescription: "one line", name: "texts.dat", content: texts.joined(separator: " ")),
        Writing(
            testDescription: "TSV", name: "texts.tsv", content: TinyReviews.tsv(TinyReviews.rows(60)),
            arguments: ["--column", "text"]),
        Writing(
            testDescription: "a column's number", name: "texts.tsv",
            content: texts.map { "x\t\($0)\n" }.joined(), arguments: ["--column", "2", "--no-header"]),
        Writing(
            testDescription: "CSV", name: "texts.csv",
            content: "label,Review\n" + texts.map { "x,\"\($0)\"\n" }.joined(), arguments: ["--column", "review"]),
        Writing(
            testDescription: "JSON Lines", name: "texts.jsonl",
            content: TinyReviews.jsonLines(TinyReviews.rows(60)), arguments: ["--column", "text"]),
        Writing(
            testDescription: "JSON Lines in standard input", arguments: ["--column", "text"],
            input: TinyReviews.jsonLines(TinyReviews.rows(60))),
        Writing(
            testDescription: "TSV in standard input", arguments: ["--column", "text", "--input-format", "tsv"],
            input: TinyReviews.tsv(TinyReviews.rows(60))),
    ]

    @Test(arguments: writings)
    func sourcesAreAlike(_ writing: Writing) throws {
        let workspace = try Workspace(model: nil)
        let plain = try workspace.directory.write("plain.txt", Self.texts.joined(separator: "\n"))
        _ = try train(workspace, [plain, "--vocabulary-size", "60", "--quiet"])
        let expected = try workspace.snapshot()
        if !writing.name.isEmpty { try workspace.directory.write(writing.name, writing.content) }
        let file = writing.name.isEmpty ? [] : [writing.name]
        let outcome = try train(
            workspace, file + writing.arguments + ["--vocabulary-size", "60", "--quiet", "--overwrite"],
            input: writing.input)
        #expect(outcome.errors == "")
        let files = try workspace.snapshot()
        for name in Self.fileNames { #expect(files[name] == expected[name]) }
    }

    @Test func summaryAsJSON() throws {
        let workspace = try Workspace(model: nil)
        let result = try train(workspace, ["--json", "--quiet", "--vocabulary-size", "12"], input: "ab ab\nb\n")
            .object()
        #expect(
            result.keys.sorted() == [
                "different_words", "output", "pieces", "replaced_sequences", "seconds", "single_piece_share", "texts",
                "words",
            ])
        #expect(result["texts"] as? Int == 2)
        #expect(result["words"] as? Int == 3)
        #expect(result["different_words"] as? Int == 2)
        #expect(result["pieces"] as? Int == 9)
        #expect(result["single_piece_share"] as? Double == 1)
    }

    /// Arguments, with pieces that are present and absent as a result.
    static let settings: [(arguments: [String], present: [String], absent: [String])] = [
        ([], ["ab", "cafe", "e", "z"], ["A", "é"]),
        (["--minimum-frequency", "3"], ["ab"], ["cafe"]),
        (["--limit-alphabet", "2"], ["a", "e", "##a"], ["b", "z", "ab"]),
        (["--limit-alphabet", "0"], ["a", "z"], []),
        (["--cased"], ["A", "C", "É", "Café"], ["cafe", "E"]),
        (["--no-strip-accents"], ["é", "café"], ["cafe", "É"]),
        (["--cased", "--strip-accents"], ["E", "Cafe"], ["é", "É"]),
    ]

    @Test(arguments: settings.indices)
    func settingsReachTheTrainer(_ index: Int) throws {
        let workspace = try Workspace(model: nil)
        let (arguments, present, absent) = Self.settings[index]
        _ = try train(workspace, arguments, input: "ab ab Ab Café Café É É z\n")
        let found = Set(try pieces(workspace))
        #expect(found.isSuperset(of: present))
        #expect(found.isDisjoint(with: absent))
        let configuration = try Outcome.object(
            String(contentsOfFile: workspace.path("output/tokenizer_config.json"), encoding: .utf8))
        #expect(configuration["do_lower_case"] as? Bool == !arguments.contains("--cased"))
    }

    @Test func warnsOfReplacedBytesAndMissingPieces() throws {
        let workspace = try Workspace(model: nil)
        let file = try workspace.directory.write("texts.txt", Data("ab ab \u{FF}".utf8) + Data([0xFF, 0x20, 0xC3]))
        let outcome = try train(workspace, [file, "--quiet"])
        #expect(
            outcome.errors == """
                fledge: warning: 2 sequences of bytes were not UTF-8 and were replaced by U+FFFD
                fledge: warning: the vocabulary has only 10 pieces: no other pair of pieces occurs 2 times

                """)
    }

    @Test func aClassifierCouldUseIt() throws {
        let workspace = try Workspace()
        _ = try train(workspace, ["--vocabulary-size", "48"], input: Self.texts.joined(separator: "\n"))
        // The tokenizer of the tiny model is replaced with the new one, which has the same number of pieces.
        for name in Self.fileNames {
            let target = "\(workspace.model)/\(name.dropFirst("output/".count))"
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: workspace.path(name), toPath: target)
        }
        let outcome = try workspace.succeed(["embed", "--model", workspace.model], input: "the film was good")
        #expect(outcome.lines.count == 1)
    }

    @Test func interruptionLeavesNothing() throws {
        let workspace = try Workspace(model: nil)
        let before = try workspace.snapshot()
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("the film\n".utf8))
        let process = try workspace.start(["tokenizer", "train", "--output", "output"], input: .pipe(pipe))
        // Once the pipe is empty, the command waits for more.
        var waiting: Int32 = 1
        for _ in 0..<100_000 where waiting > 0 {
            usleep(2_000)
            try #require(ioctl(pipe.fileHandleForWriting.fileDescriptor, UInt(FIONREAD), &waiting) == 0)
        }
        process.interrupt()
        let outcome = process.finish()
        #expect(outcome.status == 130)
        #expect(outcome.errors == "interrupted: nothing was written\n")
        #expect(outcome.text == "")
        #expect(try workspace.snapshot() == before)
        try pipe.fileHandleForWriting.close()
    }
}
