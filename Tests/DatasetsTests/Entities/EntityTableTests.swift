import Datasets
import Foundation
import TestSupport
import Testing

/// Tables with a line of names: a word a row, or a text a row with spans or tags in a cell.
struct EntityTableTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let words: [EntityFileCase] = [
        EntityFileCase(
            "the sentence named in its first row", "ner_dataset.csv",
            "Sentence #,Word,POS,Tag\r\nSentence: 1,Anna,NNP,B-per\r\n,said,VBD,O\r\n,\"\"\"\",``,O\r\n,\"5,000\",CD,O\r\n"
                + "Sentence: 2,Rome,NNP,B-geo\r\n,.,.,O\r\n",
            "2: [per Anna] said \" 5,000\n6: [geo Rome] ."),
        EntityFileCase(
            "the sentence named in each row", "a.csv", "sentence_id;word;tag\n1;Anna;B-PER\n1;ran;O\n2;Bo;B-PER\n",
            "2: [PER Anna] ran\n4: [PER Bo]"),
        EntityFileCase(
            "sentences of several documents", "a.csv",
            "doc_id,sent_id,token,ner\na,1,Anna,B-PER\nb,1,Bo,B-PER\nb,2,ran,O\n",
            "2: [PER Anna]\n3: [PER Bo]\n4: ran"),
        EntityFileCase(
            "tabs and a column of sentences", "a.tsv", "sentence\tword\ttag\n1\tAnna\tB-PER\n1\tran\tO\n2\tBo\tB-PER\n",
            "2: [PER Anna] ran\n4: [PER Bo]"),
        EntityFileCase(
            "blank lines and rows", "a.csv", "word,tag\nAnna,B-PER\nran,O\n\nBo,B-PER\n,\nCy,B-PER\n",
            "2: [PER Anna] ran\n5: [PER Bo]\n7: [PER Cy]"),
        EntityFileCase(
            "other columns when asked for", "a.csv", "word,lemma,tag,fine\nAnna,anna,B-PER,B-X\nran,run,O,O\n",
            "2: [X anna] run"
        ) { ($0.columns.word, $0.columns.tag) = (2, -1) },
        EntityFileCase(
            "a missing tag", "a.csv", "word,tag\nAnna,B-PER\nran,\n",
            "FILE:3: the tag is missing\n  try:      complete the row"),
        EntityFileCase(
            "no line of names", "a.csv", "Anna,B-PER\nran,O\n",
            """
            FILE:1: the columns of words and tags are not found
              expected: a line of names such as "word" and "tag", or "text" and "entities"
              found:    "Anna", "B-PER"
              try:      number the columns (--word-column, --tag-column), or name what stands between columns of a file \
            without a line of names (--column-separator)
            """),
    ]

    static let texts: [EntityFileCase] = [
        EntityFileCase(
            "lists of tags", "ner.csv",
            "Sentence #,Sentence,POS,Tag\nSentence: 1,\"Anna , ran\",\"['NNP', ',', 'VBD']\",\"['B-per', 'O', 'O']\"\n",
            "2: [per Anna] , ran"),
        EntityFileCase(
            "numpy's lists of words and numbers", "a.csv", "id,tokens,ner_tags\n0,\"['Anna' 'Bo' 'ran']\",[1 2 0]\n",
            "2: [PER Anna Bo] ran"
        ) { $0.tagNames = ["O", "B-PER", "I-PER"] },
        EntityFileCase(
            "Label Studio's CSV", "a.csv",
            "id,label,text\n1,\"[{\"\"start\"\":0,\"\"end\"\":4,\"\"text\"\":\"\"Anna\"\",\"\"labels\"\":[\"\"PER\"\"]}]\",Anna ran\n"
                + "2,,No\n",
            "2: [PER Anna] ran\n3: No"),
        EntityFileCase(
            "another number of tags", "a.csv", "text,tags\nAnna ran,\"['O']\"\n",
            "FILE:2: there are not as many tags as words\n  expected: 2 tags\n  found:    1"),
    ]

    @Test(arguments: words + texts)
    func reads(_ file: EntityFileCase) throws { #expect(try file.outcome(in: directory) == file.expected) }

    @Test func `a file in Latin-1 needs its encoding`() throws {
        let content = Data("Sentence #,Word,POS,Tag\nSentence: 1,Caf".utf8) + [0xE9] + Data(",NNP,B-org\n".utf8)
        var file = EntityFile(path: try directory.write("ner_dataset.csv", content))
        #expect(message { _ = try file.read() }?.contains("--encoding windows-1252") == true)
        file.encoding = .latin1
        #expect(try file.read().texts.map(EntityFileCase.written) == ["2: [org Caf\u{E9}]"])
    }

    @Test func `names of tags are found beside the file`() throws {
        try directory.write(
            "dataset_info.json",
            #"{"features":{"ner_tags":{"feature":{"names":["O","B-PER"],"_type":"ClassLabel"},"_type":"Sequence"}}}"#)
        let path = try directory.write("a.jsonl", #"{"tokens":["Anna","ran"],"ner_tags":[1,0]}"#)
        let texts = try EntityFile(path: path).read()
        #expect(texts.texts.map(EntityFileCase.written) == ["1: [PER Anna] ran"])
        #expect(texts.findings.all.map(\.kind) == [.namedNumbers])
    }

    @Test(arguments: ["a.csv", "a.conll"])
    func `a long file without ends of sentences is a finding`(name: String) throws {
        let mark = name == "a.csv" ? "," : " "
        let rows = String(repeating: "Anna\(mark)B-PER\nran\(mark)O\n", count: 100)
        let texts = try EntityFile(path: directory.write(name, "word\(mark)tag\n" + rows)).read()
        #expect(texts.texts.count == 1)
        #expect(texts.findings.all.map(\.kind) == [.singleText])
    }

    @Test func `tabs in some lines and spaces in others separate columns`() throws {
        let file = EntityFileCase(
            "mixed", "a.conll", "Anna\tB-PER\nran O\n\nBo B-PER\nsaw\tO\n", "1: [PER Anna] ran\n4: [PER Bo] saw")
        #expect(try file.outcome(in: directory) == file.expected)
    }
}
