import Foundation
import TestSupport
import Testing

/// `fledge tokenize`.
@Suite struct TokenizeTests {
    private static let model = ["tokenize", "--model", "\(Fixtures.path("Tokenization"))/uncased"]

    /// The fixture lowercases and yet has pieces with capital letters.
    private static let warning = """
        fledge: warning: the tokenizer makes letters lower case, so 59 of the vocabulary's 396 pieces have capital \
        letters that no text can reach, such as "A"; if the model is cased, set do_lower_case to false

        """

    @Test func printsATable() throws {
        let outcome = try Workspace().succeed(Self.model, input: "The fílm is 好\n\n")
        #expect(
            outcome.text == """
                line 1: "The fílm is 好" (6 tokens)
                id   token  characters  bytes  word
                2    [CLS]
                182  the           0–3    0–3     0
                191  film          4–8    4–9     1
                188  is           9–11  10–12     2
                1    [UNK]       12–13  13–16     3
                3    [SEP]

                line 2: "" (2 tokens)
                id  token  characters  bytes  word
                2   [CLS]
                3   [SEP]


                """)
        #expect(outcome.errors == Self.warning + "2 texts tokenized in 0:00\n")
    }

    @Test func writesAnObjectALine() throws {
        let outcome = try Workspace().succeed(
            Self.model + ["--jsonl", "--quiet", "--maximum-length", "4"], input: "a {\"\nthe film is\n")
        #expect(outcome.errors == Self.warning + "fledge: warning: 2 texts were too long and were truncated\n")
        try #require(outcome.lines.count == 2)
        let object = try Outcome.object(outcome.lines[1])
        #expect(object["line"] as? Int == 2)
        #expect(object["ids"] as? [Int] == [2, 182, 191, 3])
        #expect(object["tokens"] as? [String] == ["[CLS]", "the", "film", "[SEP]"])
        #expect(object["offsets"] as? [[Int]] == [[0, 0], [0, 3], [4, 8], [0, 0]])
        #expect(object["byte_offsets"] as? [[Int]] == [[0, 0], [0, 3], [4, 8], [0, 0]])
        #expect((object["word_ids"] as? [Any])?.map { $0 as? Int } == [nil, 0, 1, nil])
        #expect(object["type_ids"] as? [Int] == [0, 0, 0, 0])
        #expect(object["special_tokens_mask"] as? [Int] == [1, 0, 0, 1])
        #expect(object["truncated_tokens"] as? Int == 1)
    }

    /// Standard input is read in the same way as by the other commands.
    @Test(arguments: [
        ([], "{\"text\":\"the film\"}\n", [[2, 182, 191, 3]]),
        ([], "{\"sentence\":\"film\"}\n{\"sentence\":\"the\"}\n", [[2, 191, 3], [2, 182, 3]]),
        (["--text-column", "b"], "{\"a\":\"the\",\"b\":\"film\"}\n", [[2, 191, 3]]),
        (["--input-format", "txt"], "{\n", [[2, 33, 3]]),
        (["--words"], "{\"text\":\"film the\"}\n", [[2, 191, 182, 3]]),
        ([], "the {film}\n", [[2, 182, 33, 191, 35, 3]]),
    ])
    func looksAtStandardInput(options: [String], input: String, ids: [[Int]]) throws {
        let lines = try Workspace().succeed(Self.model + ["--jsonl", "--quiet"] + options, input: input).lines
        #expect(try lines.map { try Outcome.object($0)["ids"] as? [Int] } == ids)
    }

    @Test func cutsFromTheLeftOrIntoWindows() throws {
        let workspace = try Workspace()
        func ids(_ arguments: String...) throws -> [[Int]] {
            let outcome = try workspace.succeed(Self.model + ["--jsonl"] + arguments, input: "the film is good")
            return try outcome.lines.map { try #require(Outcome.object($0)["ids"] as? [Int]) }
        }
        let good = try ids()[0][4]
        #expect(try ids() == [[2, 182, 191, 188, good, 3]])
        #expect(try ids("--maximum-length", "4", "--truncation-side", "left") == [[2, 188, good, 3]])
        #expect(
            try ids("--maximum-length", "5", "--stride", "1") == [[2, 182, 191, 188, 3], [2, 188, good, 3]])
        #expect(try ids("--no-special-tokens") == [[182, 191, 188, good]])
        #expect(try ids("--cased") == [[2, 182, 191, 188, good, 3]])
    }

    @Test func takesWordsAndPairs() throws {
        let workspace = try Workspace()
        let words = try workspace.succeed(Self.model + ["--words", "--jsonl"], input: "the.film is").lines
        let object = try Outcome.object(words[0])
        #expect((object["word_ids"] as? [Any])?.map { $0 as? Int } == [nil, 0, 0, 0, 1, nil])
        #expect(object["offsets"] as? [[Int]] == [[0, 0], [0, 3], [3, 4], [4, 8], [0, 2], [0, 0]])
        let pairs = try workspace.succeed(
            Self.model + ["--input-format", "jsonl", "--pair-column", "b"], input: #"{"text": "the", "b": "film"}"#)
        #expect(
            pairs.text == """
                line 1: "the" (5 tokens)
                id   token  characters  bytes  word  text
                2    [CLS]
                182  the           0–3    0–3     0     1
                3    [SEP]
                191  film          0–4    0–4     0     2
                3    [SEP]


                """)
    }

    @Test func readsLettersAndTokensAsAsked() throws {
        let workspace = try Workspace()
        func tokens(_ arguments: String...) throws -> [String] {
            let outcome = try workspace.succeed(Self.model + ["--jsonl"] + arguments, input: "The [SEP]")
            return try #require(Outcome.object(outcome.text)["tokens"] as? [String])
        }
        #expect(try tokens() == ["[CLS]", "the", "[SEP]", "[SEP]"])
        #expect(try tokens("--cased").dropFirst().first != "the")
        #expect(try tokens("--uncased") == tokens())
        #expect(try !tokens("--plain-special-tokens").dropLast().contains("[SEP]"))
    }

    @Test func replacesInvalidBytesAndCountsThem() throws {
        let workspace = try Workspace()
        let input = workspace.path("input.txt")
        try Data([0x74, 0x68, 0x65, 0xFF, 0xC3, 0x0A, 0x69, 0x73]).write(to: URL(fileURLWithPath: input))
        let outcome = try workspace.succeed(Self.model + ["--input", input, "--summary", "--json", "--quiet"])
        #expect(
            outcome.errors
                == Self.warning + "fledge: warning: 2 sequences of bytes were not UTF-8 and were replaced by U+FFFD\n")
        let object = try outcome.object()
        #expect(object["replaced_sequences"] as? Int == 2)
        #expect(object["texts"] as? Int == 2)
        #expect(object["tokens"] as? Int == 6)
    }

    @Test func summarizes() throws {
        let workspace = try Workspace()
        let input = String(repeating: "the film\n", count: 90) + String(repeating: "the film is 好\n", count: 10)
        let outcome = try workspace.succeed(Self.model + ["--summary", "--maximum-length", "5"], input: input)
        let lines = outcome.lines
        #expect(
            lines.dropLast() == [
                "100 texts, 870 bytes, 410 tokens",
                "tokens of a text: mean 4.2, median 4, 90 % up to 4, 95 % up to 6, 99 % up to 6, longest 6",
                "unknown: 0 tokens (0.0 %)", "cut off: 10 tokens of 10 texts",
            ])
        #expect(lines.last?.hasPrefix("speed: ") == true)
        let json = try workspace.succeed(Self.model + ["--summary", "--json", "--offsets"], input: input).object()
        #expect(json["unknown_tokens"] as? Int == 10)
        #expect(json["tokens"] as? Int == 420)
        #expect(json["longest"] as? Int == 6)
        #expect(try #require(json["seconds"] as? Double) > 0)
    }

    @Test func comparesTokenizers() throws {
        let workspace = try Workspace()
        let cased = "\(Fixtures.path("Tokenization"))/cased"
        let same = try workspace.succeed(Self.model + ["--compare", Self.model[2]], input: "The film\n")
        #expect(same.text == "the tokenizers give the same ids for the one text\n")
        let other = try workspace.run(Self.model + ["--compare", cased], input: "the film\nThe film is\n")
        #expect(other.status == 1)
        #expect(other.lines.count == 4)
        #expect(other.lines[0] == "1 of 2 texts differ")
        #expect(other.lines[1] == #"line 2: "The film is", from token 1 on:"#)
        #expect(other.lines[2] == "  \(Self.model[2]): the (182) film (191) is (188) [SEP] (3)")
        #expect(other.lines[3].hasPrefix("  \(cased): "))
        let json = try workspace.run(Self.model + ["--compare", cased, "--json"], input: "The film\n").object()
        #expect(json["differing_texts"] as? Int == 1)
        #expect(((json["differences"] as? [[String: Any]])?[0])?["position"] as? Int == 1)
    }

    @Test(
        arguments: [
            (["--maximum-length", "1"], "the maximum length 1 leaves no room for the special tokens"),
            (["--maximum-length", "4", "--stride", "2"], "the stride 2 is not below the window"),
            (["--maximum-length", "3", "--truncation", "only_second"], "only the second text may be truncated"),
        ] as [([String], String)])
    func refusesImpossibleLengths(arguments: [String], problem: String) throws {
        let outcome = try Workspace().run(Self.model + arguments, input: "the film is good\n")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("fledge: error: \(problem)"))
    }

    @Test(
        arguments: [
            (["--jsonl", "--summary"], "--jsonl, --summary and --compare exclude each other: choose one of them."),
            (["--json"], "--json goes with --summary or --compare; for the tokens themselves use --jsonl."),
            (["--stride", "1"], "--stride needs --maximum-length."),
            (["--words", "--summary"], "--words goes with the table and with --jsonl."),
        ] as [([String], String)])
    func refusesOptionsThatDoNotGoTogether(arguments: [String], message: String) throws {
        let outcome = try Workspace().run(Self.model + arguments, input: "the\n")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(message))
    }

    /// A text of 100 MB is read and truncated in little more memory than the text takes.
    @Test func boundsTheMemoryOfALongText() throws {
        let workspace = try Workspace()
        let input = workspace.path("long.txt")
        try Data().write(to: URL(fileURLWithPath: input))
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: input))
        let megabyte = Data(String(repeating: "the film is good ünd 好 ", count: 40_000).utf8)
        for _ in 0..<(100_000_000 / megabyte.count + 1) { try file.write(contentsOf: megabyte) }
        try file.close()
        let model = Self.model[2]
        let outcome = try workspace.shell(
            """
            '\(try FledgeExecutable.path())' tokenize --model '\(model)' --input '\(input)' --maximum-length 512 --jsonl --quiet > /dev/null &
            peak=0
            while kill -0 $! 2> /dev/null; do
                now=$(awk '/VmHWM/ { print $2 }' /proc/$!/status 2> /dev/null)
                if [ -n "$now" ]; then peak=$now; fi
                sleep 0.05
            done
            wait $! || exit 1
            echo $peak
            """)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let kilobytes = try #require(Int(outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kilobytes > 100_000)
        #expect(kilobytes < 400_000)
    }
}
