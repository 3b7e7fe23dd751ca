import Datasets
import TestSupport
import Testing

struct SpanPolicyTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Spans of `Anna Bo lives in New York.`, with the entities and findings under each policy except stop.
    static let spans: [(String, drop: String, snap: String)] = [
        ("[0,7,\"P\"],[17,25,\"L\"]", "[P Anna Bo] lives in [L New York]|.", "[P Anna Bo] lives in [L New York]|."),
        ("[0,8,\"P\"]", "[P Anna Bo] lives in New York|.", "[P Anna Bo] lives in New York|."),
        (
            "[0,6,\"P\"]",
            "Anna Bo lives in New York|.\n1 span that ends within a word was left out\n  FILE:1: P \"Anna B\" in \"Anna Bo\"",
            "[P Anna Bo] lives in New York|.\n1 span that ended within a word grew to whole words\n"
                + "  FILE:1: P \"Anna B\" to \"Anna Bo\""
        ),
        (
            "[0,4,\"P\"],[0,7,\"Q\"]",
            "[Q Anna Bo] lives in New York|.\n1 span within a longer one was left out\n"
                + "  FILE:1: P \"Anna\" is within Q \"Anna Bo\"", ""
        ),
        (
            "[5,25,\"P\"],[0,7,\"Q\"]",
            "Anna [P Bo lives in New York]|.\n1 span that crosses a longer one was left out\n"
                + "  FILE:1: Q \"Anna Bo\" crosses P \"Bo lives in New York\"", ""
        ),
        (
            "[0,7,\"P\"],[0,7,\"Q\"]",
            "[P Anna Bo] lives in New York|.\n1 span of the same words as another was left out\n"
                + "  FILE:1: Q \"Anna Bo\" is also P \"Anna Bo\"", ""
        ),
        (
            "[0,99,\"P\"],[-1,4,\"P\"]",
            "Anna Bo lives in New York|.\n2 spans outside their texts were left out\n"
                + "  FILE:1: P 0..<99 reaches outside the text of 26\n  FILE:1: P -1..<4 reaches outside the text of 26",
            ""
        ),
        (
            "[4,4,\"P\"],[7,4,\"P\"],[4,5,\"P\"]",
            "Anna Bo lives in New York|.\n3 spans without words were left out\n"
                + "  FILE:1: P 4..<4 is empty\n  FILE:1: P 7..<4 ends before it begins\n  FILE:1: P 4..<5 holds no word",
            ""
        ),
        (
            "{\"start\":0,\"end\":4,\"label\":\"P\",\"text\":\"Bo\"}",
            "Anna Bo lives in New York|.\n1 span with another text than at its place was left out\n"
                + "  FILE:1: P 0..<4 is \"Anna\", not \"Bo\"", ""
        ),
    ]

    static func file(_ spans: String, _ policy: MisalignmentPolicy) -> EntityFileCase {
        EntityFileCase(spans, "a.jsonl", #"{"text":"Anna Bo lives in New York.","entities":[\#(spans)]}"#, "") {
            $0.misalignedSpans = policy
        }
    }

    @Test("spans that cannot be used unchanged", arguments: spans)
    func drops(spans: String, drop: String, snap: String) throws {
        #expect(try Self.file(spans, .drop).outcome(in: directory) == "1: \(drop)")
        #expect(try Self.file(spans, .snap).outcome(in: directory) == "1: \(snap.isEmpty ? drop : snap)")
        let stopped = try Self.file(spans, .stop).outcome(in: directory)
        #expect(stopped.contains("cannot be taken as") == drop.contains("left out"))
    }

    @Test("every policy uses a duplicate span once", arguments: MisalignmentPolicy.allCases)
    func duplicates(policy: MisalignmentPolicy) throws {
        #expect(
            try Self.file("[0,4,\"P\"],[0,4,\"P\"]", policy).outcome(in: directory) == """
                1: [P Anna] Bo lives in New York|.
                1 span that is there twice was taken once
                  FILE:1: P "Anna" is also P "Anna"
                """)
    }

    @Test("two spans in one word are not two entities") func oneWord() throws {
        #expect(
            try Self.file("[8,10,\"P\"],[10,13,\"Q\"]", .snap).outcome(in: directory) == """
                1: Anna Bo [Q lives] in New York|.
                2 spans that ended within words grew to whole words
                  FILE:1: P "li" to "lives"
                  FILE:1: Q "ves" to "lives"
                1 span of the same words as another was left out
                  FILE:1: P "lives" is also Q "lives"
                """)
    }

    @Test("the error for a rejected file lists its first spans") func stops() throws {
        let line = #"{"text":"Anna Bo","entities":[[0,2,"P"]]}"#
        let content = [String](repeating: line, count: 7).joined(separator: "\n")
        let list = (1...5).map { "FILE:\($0): P \"An\" in \"Anna\"" }.joined(separator: "\n            ")
        #expect(
            try EntityFileCase("", "a.jsonl", content, "").outcome(in: directory) == """
                FILE:1: 7 spans cannot be taken as they are
                  expected: spans of whole words within the text that do not overlap
                  found:    \(list)
                            and 2 more
                  try:      correct the spans, or let them be snapped to words or dropped
                """)
        #expect(
            try EntityFileCase("", "b.jsonl", line, "").outcome(in: directory) == """
                FILE:1: a span cannot be taken as it is
                  expected: spans of whole words within the text that do not overlap
                  found:    FILE:1: P "An" in "Anna"
                  try:      correct the spans, or let them be snapped to words or dropped
                """)
    }

    @Test("offsets within a character are out of range") func withinCharacter() throws {
        let file = EntityFileCase("", "a.jsonl", #"{"text":"é a","entities":[[1,2,"P"]]}"#, "") {
            $0.offsets = .bytes
            $0.misalignedSpans = .drop
        }
        #expect(
            try file.outcome(in: directory)
                == "1: é a\n1 span outside its text was left out\n  FILE:1: P 1..<2 splits a character")
    }

    @Test("a summary is short even for many findings") func summary() throws {
        let content = (1...9).map { _ in "Rome I-X\n\n" }.joined() + "Bo B-X\nCy B-X\n"
        let findings = try EntityFileCase("", "a.conll", content, "").read(in: directory).findings
        #expect(findings.count(.misplacedTag) == 9 && findings.all.count == 9 && findings.count(.snapped) == 0)
        let lines = findings.summary(limit: 2).split(separator: "\n")
        #expect(lines.first == "9 misplaced tags were read leniently")
        #expect(lines.last == "  and 7 more")
        #expect(lines.count == 4)
    }
}
