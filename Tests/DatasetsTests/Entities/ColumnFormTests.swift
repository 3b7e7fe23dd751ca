import Datasets
import Entities
import Foundation
import TestSupport
import Testing

/// Files in columns as programs write them: line ends, extra separators, columns that number words, other notations.
struct ColumnFormTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let plain = "1: [PER Anna Bo] ran\n5: [LOC Rome]"

    static let lineEnds: [EntityFileCase] = [
        EntityFileCase("CR", "a.conll", "Anna\tB-PER\rBo\tI-PER\rran\tO\r\rRome\tB-LOC\r", plain),
        EntityFileCase("CR without the last", "a.conll", "Anna B-PER\rBo I-PER\rran O\r\rRome B-LOC", plain),
        EntityFileCase(
            "CR CR LF", "a.conll", "Anna B-PER\r\r\nBo I-PER\r\r\nran O\r\r\n\r\r\nRome B-LOC\r\r\n", plain),
        EntityFileCase("CRLF", "a.conll", "Anna B-PER\r\nBo I-PER\r\nran O\r\n\r\nRome B-LOC\r\n", plain),
        EntityFileCase("CR in one place", "a.conll", "Anna B-PER\nBo I-PER\rran O\n\nRome B-LOC\n", plain),
        EntityFileCase(
            "CR with a mark and comments", "a.txt", "\u{FEFF}# one\rAnna B-PER\rBo I-PER\rran O\r\rRome B-LOC\r",
            "2: [PER Anna Bo] ran\n6: [LOC Rome]"),
        EntityFileCase(
            "objects on lines that end with CR", "a.jsonl",
            #"{"text":"Anna","entities":[[0,4,"PER"]]}"# + "\r" + #"{"text":"Bo","entities":[]}"# + "\r",
            "1: [PER Anna]\n2: Bo"),
    ]

    static let separators: [EntityFileCase] = [
        EntityFileCase("a tab", "a.conll", "Anna\tB-PER\t\nBo\tI-PER\t\nran\tO\t\n\nRome\tB-LOC\t\n", plain),
        EntityFileCase("a blank", "a.conll", "Anna B-PER \nBo I-PER \nran O \n\nRome B-LOC \n", plain),
        EntityFileCase(
            "two tabs", "a.conll", "Anna\tB-PER\t\t\nBo\tI-PER\t\t\nran\tO\t\t\n\t\t\nRome\tB-LOC\t\t\n", plain),
        EntityFileCase("in some lines", "a.conll", "Anna\tB-PER\nBo\tI-PER\t\nran\tO\n\nRome\tB-LOC\t\t\n", plain),
        EntityFileCase("in the first line", "a.conll", "Anna\tB-PER\t\nBo\tI-PER\nran\tO\n\nRome\tB-LOC\n", plain),
        EntityFileCase(
            "tab and blank", "a.conll", "Anna\tB-PER\t \nBo\tI-PER\t \nran\tO\t \n\nRome\tB-LOC\t \n", plain),
        EntityFileCase("bars", "a.conll", "Anna|B-PER|\nBo|I-PER|\nran|O|\n\nRome|B-LOC|\n", plain) {
            $0.columns.separator = .character("|")
        },
        EntityFileCase(
            "three columns", "a.conll", "Anna\tNNP\tB-PER\t\nBo\tNNP\tI-PER\t\nran\tVBD\tO\t\n\nRome\tNNP\tB-LOC\t\n",
            plain),
        EntityFileCase(
            "a tag that is missing all the same", "a.conll", "Anna\tNNP\t\nBo\tNNP\tI-PER\n",
            """
            FILE:1: the tag is missing
              try:      complete the line, or leave it blank where a sentence ends
            """),
        EntityFileCase(
            "no tag in any line", "a.conll", "Anna\t\nBo\t\n",
            """
            FILE:1: the tag is missing
              try:      complete the line, or leave it blank where a sentence ends
            """),
    ]

    static let columns: [EntityFileCase] = [
        EntityFileCase(
            "numbers from 1", "a.conll", "1\tAnna\tB-PER\n2\tBo\tI-PER\n3\tran\tO\n\n1\tRome\tB-LOC\n", plain),
        EntityFileCase(
            "numbers from 0", "a.conll", "0 Anna B-PER\n1 Bo I-PER\n2 ran O\n\n0 Rome B-LOC\n", plain),
        EntityFileCase(
            "numbers through all sentences", "a.conll", "1 Anna B-PER\n2 Bo I-PER\n3 ran O\n\n4 Rome B-LOC\n", plain),
        EntityFileCase(
            "CoNLL-U with several words in one number", "a.conll",
            "# text = Anna\n1\tAnna\tNNP\tB-PER\n2\tBo\tNNP\tI-PER\n3-4\tranto\t_\t_\n3\tran\tVBD\tO\n4\tto\tTO\tO\n",
            """
            2: [PER Anna Bo] ran to
            1 line whose number stands for several words, or for none in the text, was left out
              FILE:4: number 3-4
            """),
        EntityFileCase(
            "tags before other columns", "a.conll",
            "1\tAnna\tB-PER\t-\tx\n2\tBo\tI-PER\t-\tx\n3\tran\tO\t-\tx\n\n1\tRome\tB-LOC\t-\tx\n", plain),
        EntityFileCase("tags first", "a.conll", "B-PER Anna\nI-PER Bo\nO ran\n\nB-LOC Rome\n", plain),
        EntityFileCase(
            "four columns of the task of 2003", "a.conll",
            "Anna NNP B-NP B-PER\nBo NNP I-NP I-PER\nran VBD B-VP O\n\nRome NNP B-NP B-LOC\n", plain),
        EntityFileCase(
            "names of sentences", "a.conll",
            "s1\tAnna\tB-PER\ns1\tBo\tI-PER\ns1\tran\tO\n\ns2\tRome\tB-LOC\ns2\tis\tO\n\ns3\tso\tO\ns3\tbe\tO\n",
            "1: [PER Anna Bo] ran\n5: [LOC Rome] is\n8: so be"),
        EntityFileCase(
            "numbers that are words", "a.conll", "2001 CD B-DATE\n, , O\n1984 CD B-WORK\n",
            "1: [DATE 2001] , [WORK 1984]"),
        EntityFileCase(
            "a first line that names the columns", "a.conll",
            "id\ttoken\tpos\tNER\tnote\n7\tAnna\tNNP\tB-PER\tO\n8\tran\tVBD\tO\tO\n", "2: [PER Anna] ran"),
        EntityFileCase(
            "a first line that names both columns", "a.conll", "Word Tag\n\nAnna B-PER\nBo I-PER\n", "3: [PER Anna Bo]"),
        EntityFileCase("a word that looks like a name of a column", "a.conll", "text O\ntag B-X\n", "1: text [X tag]"),
        EntityFileCase("numbers in the only other column", "a.conll", "1 B-X\n2 O\n3 O\n", "1: [X 1] 2 3"),
        EntityFileCase("numbers as words when asked for", "a.conll", "1 Anna B-PER\n2 ran O\n", "1: [PER 1] 2") {
            $0.columns.word = 1
        },
        EntityFileCase(
            "another tag column when asked for", "a.conll", "1 Anna B-PER B-X\n2 ran O O\n", "1: [PER Anna] ran"
        ) {
            $0.columns.tag = 3
        },
    ]

    static let notations: [EntityFileCase] = [
        ("lower case", "b-PER", "i-PER", "o", "b-LOC"), ("underscores", "B_PER", "I_PER", "O", "B_LOC"),
        ("position last", "PER-B", "PER-I", "O", "LOC-B"),
        ("position last, underscores", "PER_B", "PER_I", "O", "LOC_B"),
        ("lower case, colons", "b:PER", "i:PER", "O", "b:LOC"),
    ].map { name, first, second, outside, other in
        let standard = "B-PER"
        return EntityFileCase(
            name, "a.conll", "Anna \(first)\nBo \(second)\nran \(outside)\n\nRome \(other)\n",
            plain + """

                the tags are written in another way than "B-PER" and were read all the same
                  FILE:1: "\(first)" was read as "\(standard)"
                """)
    }

    @Test("line endings", arguments: lineEnds) func readsLineEnds(_ file: EntityFileCase) throws {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test("separators at the ends of lines", arguments: separators) func readsSeparators(_ file: EntityFileCase) throws
    {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test("columns of words and tags", arguments: columns) func readsColumns(_ file: EntityFileCase) throws {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test("tags in other notations", arguments: notations) func readsNotations(_ file: EntityFileCase) throws {
        #expect(try file.outcome(in: directory) == file.expected)
    }

    @Test(
        "the detected layout of a file is described",
        arguments: [
            ("a.conll", "Anna B-PER\n", "CoNLL columns with words in column 1 and tags in column 2 of 2"),
            (
                "a.conll", "1\tAnna\tB-PER\tx\n2\tran\tO\ty\n",
                "CoNLL columns with words in column 2 and tags in column 3 of 4, column 1 numbers the words"
            ),
            (
                "a.conll", "Anna B-PER\rran O\r",
                "CoNLL columns with words in column 1 and tags in column 2 of 2, lines end with CR"
            ),
            (
                "a.conll", "word tag\nAnna B-PER\n",
                "CoNLL columns with words in column 1 and tags in column 2 of 2, line 1 names the columns"
            ),
            ("a.jsonl", #"{"text":"a","entities":[]}"#, "JSON objects with texts and spans"),
            ("a.json", #"{"annotations":[["a",{"entities":[]}]]}"#, "spaCy's JSON"),
            ("a.json", #"[{"data":{"text":"a"},"annotations":[{"result":[]}]}]"#, "a Label Studio export"),
        ])
    func readings(name: String, content: String, title: String) throws {
        let texts = try EntityFileCase("", name, content, "").read(in: directory)
        #expect(texts.reading?.title == title)
        #expect(texts.entityCount == texts.entityCounts.values.reduce(0, +))
    }
}
