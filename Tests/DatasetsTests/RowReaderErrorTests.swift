import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

/// A file that cannot be read, with the error; `FILE` stands for its path.
struct FaultyFile: Sendable, CustomTestStringConvertible {
    var what: String
    var name: String
    var content: Data
    var columns = ColumnSelection()
    var labelled = true
    var message: String

    var testDescription: String { what }

    init(
        _ what: String, _ name: String, _ content: String, columns: ColumnSelection = ColumnSelection(),
        labelled: Bool = true, _ message: String
    ) {
        self.init(what, name, Data(content.utf8), columns: columns, labelled: labelled, message)
    }

    init(
        _ what: String, _ name: String, _ content: Data, columns: ColumnSelection = ColumnSelection(),
        labelled: Bool = true, _ message: String
    ) {
        self.what = what
        self.name = name
        self.content = content
        self.columns = columns
        self.labelled = labelled
        self.message = message
    }
}

@Suite struct RowReaderErrorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let tables: [FaultyFile] = [
        FaultyFile("empty", "a.tsv", "", "FILE: the file is empty"),
        FaultyFile("empty text", "a.txt", "", labelled: false, "FILE: the file is empty"),
        FaultyFile("byte order mark only", "a.csv", "\u{FEFF}", "FILE: the file has only blank lines"),
        FaultyFile("blank", "a.jsonl", "\n \n", "FILE: the file has only blank lines"),
        FaultyFile("header only", "a.csv", "text,label\n\n", "FILE: the file has a header line but no rows"),
        FaultyFile(
            "misspelt column", "a.tsv", "id\ttext\tlabel\n1\ta\tb\n", columns: ColumnSelection(text: "txet"),
            """
            FILE:1: no column "txet"
              found:    "id", "text", "label"
              try:      did you mean "text"?
            """),
        FaultyFile(
            "unknown column", "a.jsonl", "\n{\"text\":\"a\",\"label\":1}", columns: ColumnSelection(label: "humour"),
            """
            FILE:2: no column "humour"
              found:    "text", "label"
              try:      name one of the columns found
            """),
        FaultyFile(
            "no text column", "a.csv", "this is good,1\nthat is bad,0\n",
            """
            FILE:1: no text column found
              expected: one of "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1"
              found:    "this is good", "1"
              try:      name the text's column with --text-column, or, if the first line holds data, pass --no-header and \
            give the columns by number: --text-column 1 --label-column 2
            """),
        FaultyFile(
            "no label column", "a.csv", "text,score\na,1\n",
            """
            FILE:1: no label column found
              expected: one of "label", "sentiment", "class", "category", "rating", "stars"
              found:    "text", "score"
              try:      name the label's column with --label-column, or, if the first line holds data, pass --no-header and \
            give the columns by number: --text-column 1 --label-column 2
            """),
        FaultyFile(
            "one column twice", "a.csv", "text,label\na,b\n", columns: ColumnSelection(text: "label", label: "label"),
            """
            FILE:1: one column is named twice
              expected: different columns for text, pair and label
            """),
        FaultyFile(
            "name without header", "a.tsv", "a\tb\n",
            columns: ColumnSelection(text: "1", label: "label", hasHeader: false),
            """
            FILE:1: no column "label", since the file has no header line
              expected: a column number from 1 to 2
            """),
        FaultyFile(
            "number too large", "a.tsv", "a\tb\n", columns: ColumnSelection(text: "1", label: "3", hasHeader: false),
            """
            FILE:1: no column 3
              expected: a column number from 1 to 2
            """),
        FaultyFile(
            "text not given without header", "a.tsv", "a\tb\n", columns: ColumnSelection(label: "2", hasHeader: false),
            """
            FILE:1: the file has no header line, so the text's column must be given by number
              expected: a column number from 1 to 2
            """),
        FaultyFile(
            "label not given without header", "a.tsv", "a\tb\n", columns: ColumnSelection(text: "1", hasHeader: false),
            """
            FILE:1: the file has no header line, so the label's column must be given by number
              expected: a column number from 1 to 2
            """),
        FaultyFile(
            "too few columns", "a.tsv", "text\tlabel\na\t1\nb\n",
            """
            FILE:3: too few columns
              expected: 2 columns
              found:    1
              try:      complete the row or remove it
            """),
        FaultyFile(
            "too many columns in TSV", "a.tsv", "text\tlabel\na\tb\t1\n",
            """
            FILE:2: too many columns
              expected: 2 columns
              found:    3
              try:      replace the tabs inside a text by spaces
            """),
        FaultyFile(
            "too many columns in CSV", "a.csv", "text,label\n\"x\ny\",1\na, b,1\n",
            """
            FILE:4: too many columns
              expected: 2 columns
              found:    3
              try:      put quotes around a text with commas
            """),
        FaultyFile(
            "label missing", "a.csv", "text,label\na,1\nb, \n",
            """
            FILE:3: the label is missing
              try:      label the row or remove it
            """),
        FaultyFile(
            "text empty", "a.tsv", "text\tlabel\n \u{3000}\t1\n",
            """
            FILE:2: the text is empty
              try:      remove the row
            """),
        FaultyFile(
            "quote not closed", "a.csv", "text,label\n\"a\nb\",1\n\"I liked\nit,1\nc,0\n",
            """
            FILE:4: a quote is not closed
              found:    "I liked
              try:      close the quote, and double quotes that belong to the text, or pass --quoting none if no quotes \
            enclose cells
            """),
        FaultyFile(
            "second quote not closed", "a.csv", "text,label\n\"a\nb\",\"1\n",
            """
            FILE:3: a quote is not closed
              found:    "1
              try:      close the quote, and double quotes that belong to the text, or pass --quoting none if no quotes \
            enclose cells
            """),
        FaultyFile(
            "text after a quote", "a.csv", "text,label\n\"a\" b,1\n",
            """
            FILE:2: text follows a closing quote
              expected: a comma or the line's end
              found:    " b,1"
              try:      double the quotes that belong to the text, or pass --quoting none if no quotes enclose cells
            """),
        FaultyFile(
            "labels in plain text", "a.txt", "a\n",
            """
            FILE: plain text has no labels
              expected: a TSV, CSV or JSON Lines file, or lines that begin with __label__x
            """),
        FaultyFile(
            "spreadsheet", "a.xlsx", "a\n",
            """
            FILE: spreadsheets cannot be read
              expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
              try:      save the sheet as CSV
            """),
        FaultyFile(
            "a file of entities", "a.conll", "a O\n",
            """
            FILE: the name is that of a file with named entities
              expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
              try:      the task entities is for those (--task entities), or name the format (--input-format)
            """),
        FaultyFile(
            "a web page", "a.csv", "\n<!DOCTYPE html>\n<html><title>a,b</title></html>\n",
            """
            FILE:2: the file is a web page
              expected: a line that names the columns
              try:      download the file itself, for instance by its raw or resolve link
            """),
        FaultyFile(
            "a pointer of Git LFS", "a.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
            """
            FILE:1: the file is a pointer of Git LFS
              expected: a line that names the columns
              try:      fetch the file that it stands for: git lfs pull
            """),
        FaultyFile(
            "spans as a label", "a.jsonl", "{\"text\":\"Anna\",\"label\":[[0,4,\"PER\"]]}\n",
            """
            FILE:1: the label is a list of spans
              expected: a string, number or boolean
              found:    [[0,4,"PER"]]
              try:      the task entities is for spans of texts (--task entities)
            """),
        FaultyFile(
            "commas at the ends of lines", "a.jsonl", "{\"text\":\"a\",\"label\":\"x\"},\n",
            """
            FILE:1: a comma follows the object
              expected: the end of the line
              try:      remove the commas at the ends of lines, or put brackets around all lines to make an array
            """),
        FaultyFile(
            "Label Studio's full export", "a.json", "[{\"id\":1,\"data\":{\"text\":\"a\"},\"annotations\":[]}]",
            """
            FILE:1: no text column found
              expected: one of "text", "sentence", "review", "review_text", "content", "body", "comment", "sentence1"
              found:    "id", "data", "annotations"
              try:      the file looks like Label Studio's JSON export: export it as JSON-MIN or CSV
            """),
        FaultyFile(
            "unknown extension", "a.xml", "a\n",
            """
            FILE: the file's format is not known by its name
              expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
              found:    .xml
              try:      name the format (--input-format)
            """),
        FaultyFile(
            "no extension", "data", "a\n",
            """
            FILE: the file's format is not known by its name
              expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
              found:    no extension
              try:      name the format (--input-format)
            """),
    ]

    static let objects: [FaultyFile] = [
        FaultyFile(
            "text not a string", "a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":12.0,\"label\":1}\n",
            """
            FILE:2: the text is not a string
              expected: a string for the key "text"
              found:    12.0
            """),
        FaultyFile(
            "text null", "a.jsonl", "{\"text\":null}\n", labelled: false,
            """
            FILE:1: the text is not a string
              expected: a string for the key "text"
              found:    null
            """),
        FaultyFile(
            "pair a list", "a.jsonl", "{\"text\":\"a\",\"b\":[]}", columns: ColumnSelection(pair: "b"), labelled: false,
            """
            FILE:1: the pair is not a string
              expected: a string for the key "b"
              found:    []
            """),
        FaultyFile(
            "key missing later", "a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"label\":1}\n",
            "FILE:2: the object has no key \"text\" for the text"),
        FaultyFile(
            "label missing later", "a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\"}\n",
            """
            FILE:2: the label is missing
              try:      label the row or remove it
            """),
        FaultyFile(
            "label an object", "a.jsonl", "{\"text\":\"a\",\"label\":{\"a\":1}}",
            """
            FILE:1: the label is not a single value
              expected: a string, number or boolean
              found:    {"a":1}
            """),
        FaultyFile(
            "not an object", "a.jsonl", "[\"a\"]",
            """
            FILE:1: broken JSON at byte 0 of the line
              expected: '{'
              found:    '['
              try:      write one JSON object a line, or one array of objects
            """),
        FaultyFile(
            "object cut off", "a.jsonl", "{\"text\":\"a\",\"label\":1}\n{\"text\":\"b\",\n",
            """
            FILE:2: broken JSON at byte 12 of the line
              expected: a name in quotation marks
              found:    the end of the text
              try:      write one JSON object a line, or one array of objects
            """),
        FaultyFile(
            "string cut off", "a.jsonl", "{\"text\":\"b and so on",
            """
            FILE:1: broken JSON at byte 20 of the line
              expected: '\"'
              found:    the end of the text
              try:      write one JSON object a line, or one array of objects
            """),
    ]

    static let encodings: [FaultyFile] = [
        FaultyFile(
            "Latin-1", "a.tsv", Data("text\tlabel\ncaf".utf8) + [0xE9] + Data("\t1\n".utf8),
            """
            FILE:2: invalid UTF-8 at byte 3 of the line
              found:    byte 0xE9
              try:      name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8
            """),
        FaultyFile(
            "byte order mark counts", "a.txt", Data([0xEF, 0xBB, 0xBF]) + Data("eight bytes".utf8) + [0x80],
            labelled: false,
            """
            FILE:1: invalid UTF-8 at byte 14 of the line
              found:    byte 0x80
              try:      name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8
            """),
        FaultyFile(
            "in a column that is not read", "a.csv", Data("text,label,x\na,1,".utf8) + [0x0B, 0xC0, 0x0A],
            """
            FILE:2: invalid UTF-8 at byte 5 of the line
              found:    byte 0xC0
              try:      name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8
            """),
    ]

    @Test(arguments: tables + objects + encodings)
    func says(_ file: FaultyFile) throws {
        let path = try directory.write(file.name, file.content)
        let text = message { _ = try rows(path, columns: file.columns, labelled: file.labelled) }
        #expect(text?.replacingOccurrences(of: path, with: "FILE") == file.message)
    }

    @Test func missingFile() throws {
        let path = "\(directory.path)/absent.tsv"
        #expect(
            message { _ = try rows(path) } == """
                \(path): no such file or directory
                  try:      check the path
                """)
    }

    @Test func pipe() throws {
        let path = "\(directory.path)/pipe.tsv"
        mkfifo(path, 0o600)
        #expect(
            message { _ = try rows(path) } == """
                \(path): is not a regular file
                  expected: a file on disk
                  try:      store the data in a file first
                """)
    }

    @Test(arguments: [
        (ColumnSelection(), FledgeError.Category.data), (ColumnSelection(text: "label", label: "label"), .usage),
    ])
    func categories(_ columns: ColumnSelection, _ category: FledgeError.Category) throws {
        let path = try directory.write("a.csv", "label\na\n")
        let error = #expect(throws: FledgeError.self) { try rows(path, columns: columns) }
        #expect(error?.category == category)
    }
}
