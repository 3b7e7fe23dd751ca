import Datasets
import Entities
import TestSupport
import Testing

struct ColumnWritingTests {
    private static let texts = EntityTexts(
        texts: [
            EntityText(
                words: ["Anna", "Bo", "saw", "Cy"],
                entities: [EntitySpan(words: 0..<2, type: "PER"), EntitySpan(words: 3..<4, type: "PER")]),
            EntityText(words: ["New York"]),
        ], findings: EntityFindings())

    @Test(
        "texts are written in columns",
        arguments: [
            (TagScheme.iob1, "I-PER", "I-PER", "I-PER"), (.iob2, "B-PER", "I-PER", "B-PER"),
            (.bioes, "B-PER", "E-PER", "S-PER"), (.bilou, "B-PER", "L-PER", "U-PER"),
        ])
    func writes(scheme: TagScheme, first: String, second: String, third: String) throws {
        #expect(
            try Self.texts.columns(scheme: scheme)
                == "Anna\t\(first)\nBo\t\(second)\nsaw\tO\nCy\t\(third)\n\nNew York\tO\n\n")
    }

    @Test("predictions are written next to the true tags") func answers() throws {
        let answers = [[EntityTag(.beginning, "PER"), .outside, .outside, EntityTag(.beginning, "LOC")], [.outside]]
        #expect(
            try Self.texts.columns(beside: answers)
                == "Anna\tB-PER\tB-PER\nBo\tI-PER\tO\nsaw\tO\tO\nCy\tB-PER\tB-LOC\n\nNew York\tO\tO\n\n")
    }

    @Test("texts that do not fit into columns are rejected") func refuses() {
        #expect(
            message { _ = try Self.texts.columns(separator: " ") } == """
                a text of line 1 cannot be written in columns
                  expected: words and types without separators of columns and lines
                  found:    "New York"
                  try:      choose another separator or format
                """)
    }

    @Test("written texts are read back unchanged", arguments: TagScheme.allCases)
    func survives(scheme: TagScheme) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("a.conll", try Self.texts.columns(scheme: scheme))
        let read = try EntityFile(path: path).read()
        #expect(read.texts.map(\.entities) == Self.texts.texts.map(\.entities))
        #expect(read.texts.map(\.text) == Self.texts.texts.map(\.text))
        #expect(read.entityCounts == ["PER": 2] && read.types == ["PER"] && read.wordCount == 5)
    }
}
