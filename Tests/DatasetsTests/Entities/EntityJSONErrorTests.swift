import Datasets
import Foundation
import TestSupport
import Testing

struct EntityJSONErrorTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    static let errors: [EntityFileCase] = [
        EntityFileCase("no items", "a.json", "[]", "FILE: the file has no texts"),
        EntityFileCase(
            "broken line", "a.jsonl", #"{"text":"a","entities":[]}"# + "\n" + #"{"text":"a""#,
            """
            FILE:2: broken JSON at byte 11 of the line
              expected: ',' or '}'
              found:    the end of the text
              try:      write one JSON value a line
            """),
        EntityFileCase(
            "broken document", "a.json", #"[{"text":"a","entities":[]},"# + "\n" + #" {"text":"a"]"#,
            """
            FILE:2:13: the file is not valid JSON
              expected: ',' or '}'
              found:    ']'
            """),
        EntityFileCase(
            "not an object", "a.jsonl", #"{"text":"a","entities":[]}"# + "\n[1]\n",
            """
            FILE:2: the value is not an object
              found:    [1]
            """),
        EntityFileCase(
            "no entities", "a.jsonl", #"{"text":"a","entities":[]}"# + "\n" + #"{"text":"a"}"#,
            """
            FILE:2: the object has neither a text with entities nor words with tags
              expected: "text" with "entities", "spans" or "label"; or "words" or "tokens" with "tags" or "ner_tags"
              found:    "text"
            """),
        EntityFileCase(
            "a label is no entity", "a.jsonl", #"{"text":"a","label":"pos"}"#,
            """
            FILE:1: the member "label" is no list of entities
              expected: [{"start": 0, "end": 4, "label": "PER"}, …]
              found:    "pos"
            """),
        EntityFileCase(
            "an entity without type", "a.jsonl", #"{"text":"a","entities":[{"start":0,"end":1}]}"#,
            """
            FILE:1: an entity is not understood
              expected: [start, end, type], or an object with "start", "end" and "label" or "type"
              found:    {"end":1,"start":0}
            """),
        EntityFileCase(
            "offsets that are no whole numbers", "a.jsonl", #"{"text":"a","entities":[[0.5,1,"X"]]}"#,
            """
            FILE:1: an entity is not understood
              expected: [start, end, type], or an object with "start", "end" and "label" or "type"
              found:    [0.5,1,"X"]
            """),
        EntityFileCase(
            "numbers as tags", "a.jsonl", #"{"tokens":["a"],"ner_tags":[3]}"#,
            """
            FILE:1: the tags are numbers
              expected: names such as "O" and "B-PER"
              found:    3
              try:      name the tags in the order of their numbers (--tag-names O,B-PER,I-PER), or write their names
            """),
        EntityFileCase(
            "a number without name", "a.jsonl", #"{"tokens":["a"],"ner_tags":[3]}"#,
            """
            FILE:1: the tag 3 has no name
              expected: a number from 0 to 1
              try:      name all tags
            """
        ) { $0.tagNames = ["O", "B-X"] },
        EntityFileCase(
            "fewer tags than words", "a.jsonl", #"{"tokens":["a","b"],"ner_tags":["O"]}"#,
            """
            FILE:1: there are not as many tags as words
              expected: 2 tags
              found:    1
            """),
        EntityFileCase(
            "an empty word", "a.jsonl", #"{"tokens":[""],"ner_tags":["O"]}"#, "FILE:1: a word is empty"),
        EntityFileCase(
            "words of another text", "a.jsonl", #"{"text":"a b","tokens":["a","c"],"entities":[]}"#,
            """
            FILE:1: a word is not where the text has it
              expected: the words in their order, apart from each other
              found:    "c"
            """),
        EntityFileCase(
            "spaCy's example without spans", "a.json", #"[["a",{"cats":{}}]]"#,
            """
            FILE:1, item 1: the example is not understood
              expected: [text, {"entities": [[start, end, type], …]}]
              found:    ["a",{"cats":{}}]
            """),
        EntityFileCase(
            "Label Studio's task without text", "a.json",
            #"[{"data":{"image":"a","x":"b"},"annotations":[{"result":[]}]}]"#,
            """
            FILE:1, item 1: the task has no text
              expected: a string named "text"
              found:    "image", "x"
            """),
    ]

    static let formats: [EntityFileCase] = [
        EntityFileCase(
            "JSON for columns", "a.conll", #"{"text":"a","entities":[]}"#,
            """
            FILE: the file is not in the expected format
              expected: CoNLL columns, or a table
              found:    what looks like JSON objects with texts and spans
              try:      name the format (--entity-format jsonl)
            """),
        EntityFileCase(
            "columns for JSON", "a.jsonl", "Anna B-PER\nran O\n",
            """
            FILE: the file is not in the expected format
              expected: JSON objects with texts and spans, or spaCy's JSON, or a Label Studio export
              found:    what looks like CoNLL columns
              try:      name the format (--entity-format conll)
            """),
        EntityFileCase(
            "Label Studio for spaCy", "a.json", #"[{"data":{"text":"a"},"annotations":[]}]"#,
            """
            FILE: the file is not in the expected format
              expected: spaCy's JSON
              found:    what looks like a Label Studio export
              try:      name the format (--entity-format label-studio)
            """
        ) { $0.format = .spacy },
        EntityFileCase(
            "other objects", "a.jsonl", #"{"body":"a","stars":1}"#,
            """
            FILE: the file is not in the expected format
              expected: JSON objects with texts and spans, or spaCy's JSON, or a Label Studio export
              found:    what looks like JSON objects with "body", "stars"
              try:      see which names of members are understood: a text with "entities", or "words" with "tags"
            """),
        EntityFileCase(
            "binary", "a.dat", "x\0y",
            """
            FILE: the file is not in the expected format
              expected: CoNLL columns, or a table, or JSON objects with texts and spans, or spaCy's JSON, or a Label Studio export
              found:    what looks like binary data
              try:      write the data as text, as JSON or in CoNLL columns
            """),
        EntityFileCase(
            "XML", "a.conll", "<?xml version=\"1.0\"?><a/>",
            """
            FILE: the file is not in the expected format
              expected: CoNLL columns, or a table
              found:    what looks like XML
            """),
        EntityFileCase(
            "plain text", "a.txt", "Anna ran.\n",
            """
            FILE: neither the name nor the content tells the file's format
              expected: CoNLL columns, a table with a line of names, or JSON with texts and spans
              try:      name the format (--entity-format): conll, csv, jsonl, spacy, label-studio
            """),
        EntityFileCase("columns that begin with a bracket", "a.txt", "[ O\n{ B-X\n", "1: [ [X {]"),
        EntityFileCase(
            "columns under a name of JSON when asked for", "a.jsonl", "Anna B-PER\n", "1: [PER Anna]"
        ) { $0.format = .conll },
    ]

    @Test("anything that is not a file is rejected") func noFile() throws {
        let pipe = "\(directory.path)/pipe.conll"
        mkfifo(pipe, 0o600)
        #expect(
            message { _ = try EntityFile(path: pipe).read() } == """
                \(pipe): is not a regular file
                  expected: a file on disk
                  try:      store the data in a file first
                """)
        #expect(
            message { _ = try EntityFile(path: "\(directory.path)/absent").read() } == """
                \(directory.path)/absent: no such file or directory
                  try:      check the path
                """)
    }

    @Test("errors in JSON", arguments: errors + formats)
    func says(_ file: EntityFileCase) throws { #expect(try file.outcome(in: directory) == file.expected) }
}
