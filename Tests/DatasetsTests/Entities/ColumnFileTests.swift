import Datasets
import Entities
import Foundation
import TestSupport
import Testing

struct ColumnFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The same four lines as `gzip -n` and `zstd` write them, and in UTF-16 with a byte order mark.
    private static let encoded: [(String, Data)] = [
        (
            "a.conll.gz",
            Data(base64Encoded: "H4sIAAAAAAAAA3PMS1Rw0g1wDeLKySxLLVbw58rMAxIB+UUl+UAJH39nLgDi1stRIwAAAA==") ?? Data()
        ),
        (
            "a.conll.zst",
            Data(base64Encoded: "KLUv/QRYGQEAQW5hIEItUEVSCmxpdmVzIE8KaW4gTwpQb3J0byBCLUxPQwrIrOuu") ?? Data()
        ),
        (
            "a.conll",
            Data([0xFF, 0xFE])
                + Data("Ana B-PER\nlives O\nin O\nPorto B-LOC\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        ),
    ]

    @Test(arguments: encoded)
    func decodes(_ name: String, _ content: Data) throws {
        let path = try directory.write(name, content)
        let texts = try EntityFile(path: path).read().texts
        #expect(texts.map(EntityFileCase.written) == ["1: [PER Ana] lives in [LOC Porto]"])
        // Truncated files are rejected with their names.
        if name != "a.conll" {
            try directory.write(name, content.dropLast(10))
            #expect(message { _ = try EntityFile(path: path).read() }?.hasPrefix("\(path)") == true)
        }
    }

    @Test func readsTheEncodingThatIsNamed() throws {
        let path = try directory.write("a.conll", Data("Ren\u{E9} B-PER\n".unicodeScalars.map { UInt8($0.value) }))
        var file = EntityFile(path: path)
        #expect(message { _ = try file.read() }?.contains("invalid UTF-8") == true)
        file.encoding = .latin1
        #expect(try file.read().texts.map(EntityFileCase.written) == ["1: [PER Ren\u{E9}]"])
    }

    static let plain = "1: [PER Anna Bo] in [LOC Rome]\n6: No"
    static let forms: [EntityFileCase] = [
        EntityFileCase("tabs", "a.conll", "Anna\tB-PER\nBo\tI-PER\nin\tO\nRome\tB-LOC\n\nNo\tO\n", plain),
        EntityFileCase("spaces", "a.conll", "Anna B-PER\nBo  I-PER\nin O \nRome B-LOC\n\nNo O\n\n", plain),
        EntityFileCase("no end of line", "a.bio", "Anna B-PER\nBo I-PER\nin O\nRome B-LOC\n\nNo O", plain),
        EntityFileCase(
            "CRLF and byte order mark", "a.iob", "\u{FEFF}Anna B-PER\r\nBo I-PER\r\nin O\r\nRome B-LOC\r\n\r\nNo O\r\n",
            plain),
        EntityFileCase("IOB1", "a.conll", "Anna I-PER\nBo I-PER\nin O\nRome I-LOC\n\nNo O\n", plain),
        EntityFileCase("BIOES", "a.conll", "Anna B-PER\nBo E-PER\nin O\nRome S-LOC\n\nNo O\n", plain),
        EntityFileCase("BILOU", "a.conll", "Anna B-PER\nBo L-PER\nin O\nRome U-LOC\n\nNo O\n", plain),
        EntityFileCase("BMES", "a.conll", "Anna B-P\nBo M-P\nCy E-P\nRome S-L\n", "1: [P Anna Bo Cy] [L Rome]"),
        EntityFileCase("named by content", "a.txt", "Anna B-PER\nBo I-PER\nin O\nRome B-LOC\n\nNo O\n", plain),
        EntityFileCase(
            "four columns and documents", "a.conll",
            "-DOCSTART- -X- -X- O\n\nEU NNP B-NP B-ORG\n. . O O\n-DOCSTART- -X- O\nNo UH O O\n",
            "3: [ORG EU] .\n6: No"),
        EntityFileCase(
            "blank lines of all kinds", "a.conll", "\n \nAnna\tB-PER\n\t\n\t\n \t\u{A0}\nBo\tB-PER\n\u{3000}\nCy\tO\n",
            "3: [PER Anna]\n7: [PER Bo]\n9: Cy"),
        EntityFileCase(
            "comments and words of the same look", "a.conll",
            "# text = Anna says\n# new\n#\n# O\n#tag O\n#\tB-X\nAnna B-PER\n#begin document (a); part 1\n# newdoc\n",
            "4: # #tag [X #] [PER Anna]"),
        EntityFileCase(
            "word and tag at other places", "a.conll", "1 B-PER Anna x\n2 O ran y\n", "1: [PER Anna] ran"
        ) { $0.columns = EntityColumns(word: 3, tag: -3) },
        EntityFileCase("another separator", "a.conll", "Anna|B-PER\na b | O\n", "1: [PER Anna] a b") {
            $0.columns.separator = .character("|")
        },
        EntityFileCase(
            "white space within a word", "a.conll", "New York\tB-LOC\n\u{A0}\tO\n", "1: [LOC New York] \u{A0}"),
        EntityFileCase("tabs that do not separate", "a.conll", "Anna \tB-PER\nran  O\n", "1: [PER Anna] ran") {
            $0.columns.separator = .spaces
        },
        EntityFileCase(
            "types with hyphens", "a.conll", "It B-creative-work\nran I-creative-work\n", "1: [creative-work It ran]"),
        EntityFileCase(
            "types alone", "a.conll", "Anna person-artist\nBo person-artist\nran O\n",
            """
            1: [person-artist Anna Bo] ran
            the tags are types alone, so neighboring words of one type are one entity
              FILE:1
            """),
        EntityFileCase(
            "positions alone", "a.conll", "the O\nflu B\nvirus I\ncold B\n",
            """
            1: the [ENTITY flu virus] [ENTITY cold]
            the tags have no types, so all entities are of the type "ENTITY"
              FILE:1
            """),
        EntityFileCase(
            "misplaced tags", "a.conll", "B B-PER\n\nin O\nRome I-LOC\nAnna I-PER\n\nBo I-LOC\n",
            """
            1: [PER B]
            3: in [LOC Rome] [PER Anna]
            7: [LOC Bo]
            3 misplaced tags were read leniently
              FILE:4: the tag "I-LOC" cannot come after "O" ("Rome")
              FILE:5: the tag "I-PER" cannot come after "I-LOC" ("Anna")
              FILE:7: the tag "I-LOC" cannot come first ("Bo")
            """
        ) { _ in },
        EntityFileCase(
            "entity without an end", "a.conll", "Bo S-PER\nin O\nNew B-LOC\nYork I-LOC\n",
            """
            1: [PER Bo] in [LOC New York]
            1 misplaced tag was read leniently
              FILE:4: the tag "I-LOC" cannot come last ("York")
            """),
        EntityFileCase("nothing but O", "a.conll", "to O\nbe O\n", "1: to be"),
    ]

    static let errors: [EntityFileCase] = [
        EntityFileCase("empty", "a.conll", "", "FILE: the file is empty"),
        EntityFileCase("blank", "a.conll", "\n\t\n-DOCSTART- O\n", "FILE: the file has only blank lines"),
        EntityFileCase(
            "a column too few", "a.conll", "EU NNP B-ORG\nran O\n",
            """
            FILE:2: too few columns
              expected: 3 columns
              found:    2: ran O
              try:      complete the line, or leave it blank where a sentence ends
            """),
        EntityFileCase(
            "a column too many", "a.conll", "Anna\tB-PER\nto\tbe\tO\n",
            """
            FILE:2: too many columns
              expected: 2 columns
              found:    3: to\tbe\tO
              try:      complete the line, or leave it blank where a sentence ends
            """),
        EntityFileCase(
            "no word", "a.conll", "Anna\tB-PER\n\tO\n",
            """
            FILE:2: the word is missing
              try:      complete the line, or leave it blank where a sentence ends
            """),
        EntityFileCase(
            "no tag", "a.conll", "Anna\tB-PER\nran\t\n",
            """
            FILE:2: the tag is missing
              try:      complete the line, or leave it blank where a sentence ends
            """),
        EntityFileCase(
            "one column", "a.conll", "Anna,B-PER\n",
            """
            FILE:1: the line has only one column
              expected: a word and its tag with spaces between
              found:    Anna,B-PER
              try:      name the separator or the format
            """),
        EntityFileCase(
            "no such column", "a.conll", "Anna B-PER\n",
            """
            FILE:1: there is no column -3 for the tags
              expected: a number from 1 to 2, or from -1 to -2 counted from the end
            """
        ) { $0.columns.tag = -3 },
        EntityFileCase(
            "one column for both", "a.conll", "Anna B-PER\n",
            """
            FILE:1: words and tags cannot be in one column
              found:    column 2 for both
            """
        ) { $0.columns.word = 2 },
        EntityFileCase(
            "a separator beyond ASCII", "a.conll", "Anna B-PER\n",
            """
            the separator of columns is no ASCII character
              found:    "é"
            """
        ) { $0.columns.separator = .character("é") },
        EntityFileCase(
            "not a column of tags", "a.conll", "Anna NNP B-PER\nran VBD O\n",
            """
            FILE:1: no word of the file has the tag "O"
              expected: tags such as "O", "B-PER" and "I-PER"
              found:    "NNP", "VBD"
              try:      check which column or list holds the tags
            """
        ) { $0.columns.tag = 2 },
        EntityFileCase(
            "misplaced tag rejected", "a.conll", "Bo B-PER\nin O\nRome I-LOC\n",
            """
            FILE:3: the tag "I-LOC" cannot come after "O"
              expected: tags as the scheme IOB2 has them
              try:      correct the tags, or let misplaced ones be repaired
            """
        ) { $0.misplacedTags = .reject },
    ]

    @Test("columns are read", arguments: forms + errors)
    func reads(_ file: EntityFileCase) throws { #expect(try file.outcome(in: directory) == file.expected) }

    @Test(
        "unknown tags and suggestions",
        arguments: [
            ("X-PER", "B-PER"), ("PER", "B-PER"), ("b-LOC", "B-LOC"), ("B_LOC", "B-LOC"), ("ORG-I", "I-ORG"),
            ("o", "O"),
            ("0", "O"), ("I-", "I-LOC"), ("qqqqqqqq", nil),
        ])
    func unknown(tag: String, idea: String?) throws {
        let content = "Anna B-PER\nin O\nthe I-LOC\nRome \(tag)\n"
        let expected = """
            FILE:4: the tag "\(tag)" is unknown
              expected: "O", or one of the letters B, I, E, S, L, U with a hyphen and a type
            """
        #expect(
            try EntityFileCase(tag, "a.conll", content, "").outcome(in: directory)
                == expected + (idea.map { "\n  try:      did you mean \"\($0)\"?" } ?? ""))
    }

    @Test("the scheme is detected") func schemes() throws {
        let expected: [String: TagScheme?] = [
            "IOB1": .iob1, "BIOES": .bioes, "BILOU": .bilou, "BMES": .bioes, "tabs": .iob2, "nothing but O": nil,
            "types alone": nil, "positions alone": .iob2,
        ]
        for file in Self.forms {
            if let scheme = expected[file.what] {
                #expect(try file.read(in: directory).scheme == scheme, "\(file.what)")
            }
        }
    }

    @Test("the text is the words with single spaces") func text() throws {
        let file = EntityFileCase("", "a.conll", "Zoë\tB-PER\nlives\tO\n😀\tO\n", "")
        let text = try #require(try file.read(in: directory).texts.first)
        #expect(text.text == "Zoë lives 😀")
        #expect(text.words == [0..<4, 5..<10, 11..<15])
        #expect(text.hasGivenWords)
        #expect(text.text(of: EntitySpan(words: 0..<2, type: "")) == "Zoë lives")
    }

    @Test("invalid UTF-8 is rejected with its line") func invalid() throws {
        let path = try directory.write("a.conll", Data("Anna B-PER\nca".utf8) + [0xE9] + Data(" O\n".utf8))
        #expect(
            message { _ = try EntityFile(path: path).read() } == """
                \(path):2: invalid UTF-8 at byte 2 of the line
                  found:    byte 0xE9
                  try:      name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8
                """)
    }
}
