import DatasetCaching
import Datasets
import Foundation
import TestSupport
import Testing
import Tokenization

/// Rows with several labels or without labels.
@Suite struct SeveralLabelsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let several = ColumnSelection(hasSeveralLabels: true)
    private static let columns = ColumnSelection(labelColumns: ["toxic", "Insult"])

    static let files: [ReadableFile] = [
        ReadableFile(
            what: "JSON arrays", name: "a.jsonl",
            content: """
                {"text":"a","label":["x","y"]}
                {"text":"b","label":["y"]}
                {"text":"c","label":[]}
                {"text":"d","label":null}
                {"text":"e"}
                {"text":"f","label":"x|z"}
                {"text":"g","label":""}
                {"text":"h","label":[27, "x"]}
                {"text":"i","label":3.50}

                """, columns: several,
            rows: [
                Row(text: "a", label: "x|y", line: 1), Row(text: "b", label: "y", line: 2), Row(text: "c", line: 3),
                Row(text: "d", line: 4), Row(text: "e", line: 5), Row(text: "f", label: "x|z", line: 6),
                Row(text: "g", line: 7), Row(text: "h", label: "27|x", line: 8), Row(text: "i", label: "3.50", line: 9),
            ]),
        ReadableFile(
            what: "one column", name: "a.tsv", content: "text\tlabel\na\tx|y\nb\t\nc\tz\n", columns: several,
            rows: [
                Row(text: "a", label: "x|y", line: 2), Row(text: "b", line: 3), Row(text: "c", label: "z", line: 4),
            ]),
        ReadableFile(
            what: "a column for each label", name: "a.csv",
            content: "insult,text,TOXIC,label\n1,a,0,q\nno,b,FALSE,q\nYes,c,true,q\n", columns: columns,
            rows: [
                Row(text: "a", label: "Insult", line: 2), Row(text: "b", line: 3),
                Row(text: "c", label: "toxic|Insult", line: 4),
            ]),
        ReadableFile(
            what: "floats and white space for 1 and 0", name: "a.csv",
            content: "text,toxic,insult\na,1.0,0.0\nb, 0,\t1 \nc,1.,+1\nd,0e0,00\ne,Y,f\nf,n,T\n", columns: columns,
            rows: [
                Row(text: "a", label: "toxic", line: 2), Row(text: "b", label: "Insult", line: 3),
                Row(text: "c", label: "toxic|Insult", line: 4), Row(text: "d", line: 5),
                Row(text: "e", label: "toxic", line: 6), Row(text: "f", label: "Insult", line: 7),
            ]),
        ReadableFile(
            what: "JSON floats for 1 and 0", name: "a.jsonl",
            content:
                "{\"text\":\"a\",\"toxic\":1.0,\"insult\":0.0}\n{\"text\":\"b\",\"toxic\":\"0.0\",\"insult\":1e0}\n",
            columns: columns,
            rows: [Row(text: "a", label: "toxic", line: 1), Row(text: "b", label: "Insult", line: 2)]),
        ReadableFile(
            what: "JSON arrays of numbers and booleans", name: "a.jsonl",
            content: "{\"text\":\"a\",\"label\":[0,1,1.5]}\n{\"text\":\"b\",\"label\":[true]}\n", columns: several,
            rows: [Row(text: "a", label: "0|1|1.5", line: 1), Row(text: "b", label: "true", line: 2)]),
        ReadableFile(
            what: "JSON arrays for one label", name: "a.jsonl",
            content: "{\"text\":\"a\",\"label\":[\"pos\"]}\n{\"text\":\"b\",\"label\":[1, 0]}\n",
            columns: ColumnSelection(),
            rows: [Row(text: "a", label: "[\"pos\"]", line: 1), Row(text: "b", label: "[1,0]", line: 2)]),
        ReadableFile(
            what: "columns by number", name: "a.tsv", content: "1\ta\t0\n1\tb\t1\n",
            columns: ColumnSelection(text: "2", labelColumns: ["1", "3"], hasHeader: false),
            rows: [Row(text: "a", label: "1", line: 1), Row(text: "b", label: "1|3", line: 2)]),
        ReadableFile(
            what: "columns by number under a header", name: "a.tsv", content: "toxic\ttext\n1\ta\n",
            columns: ColumnSelection(labelColumns: ["1"], hasHeader: true),
            rows: [Row(text: "a", label: "toxic", line: 2)]),
        ReadableFile(
            what: "a key for each label", name: "a.jsonl",
            content: """
                {"text":"a","Toxic":1,"insult":false}
                {"insult":"yes","text":"b","Toxic":"1"}
                {"insult":0,"text":"c","Toxic":"no"}

                """, columns: columns,
            rows: [
                Row(text: "a", label: "toxic", line: 1), Row(text: "b", label: "toxic|Insult", line: 2),
                Row(text: "c", line: 3),
            ]),
    ]

    @Test(arguments: files)
    func reads(_ file: ReadableFile) throws {
        let path = try directory.write(file.name, file.content)
        #expect(try rows(path, columns: file.columns, labelled: file.labelled) == file.rows)
    }

    static let faults: [FaultyFile] = [
        FaultyFile(
            "a bar in a label", "a.jsonl", "{\"text\":\"a\",\"label\":[\"x\",\"y|z\"]}", columns: several,
            """
            FILE:1: the label "y|z" holds "|", which separates labels
              try:      name the label without "|"
            """),
        FaultyFile(
            "an empty label in an array", "a.jsonl", "{\"text\":\"a\",\"label\":[\" \"]}", columns: several,
            """
            FILE:1: a label is empty
              try:      remove it or give it a name
            """),
        FaultyFile(
            "not a string in an array", "a.jsonl", "{\"text\":\"a\",\"label\":[\"x\",{}]}", columns: several,
            """
            FILE:1: a label in the array is not a string
              expected: strings
              found:    ["x",{}]
            """),
        FaultyFile(
            "an object for labels", "a.jsonl", "{\"text\":\"a\",\"label\":{\"x\":1}}", columns: several,
            """
            FILE:1: the label is not a single value
              expected: a string, number or boolean, or an array of strings
              found:    {"x":1}
            """),
        FaultyFile(
            "an array of arrays for one label", "a.jsonl", "{\"text\":\"a\",\"label\":[[\"x\"]]}",
            """
            FILE:1: the label is not a single value
              expected: a string, number or boolean
              found:    [["x"]]
            """),
        FaultyFile(
            "an empty array for one label", "a.jsonl", "{\"text\":\"a\",\"label\":[]}",
            """
            FILE:1: the label is missing
              try:      label the row or remove it
            """),
        FaultyFile(
            "half a label", "a.csv", "text,toxic,insult\na,1,0.5\n", columns: columns,
            """
            FILE:2: the column "Insult" does not say whether the row has the label
              expected: 1 or 0, true or false, yes or no
              found:    "0.5"
            """),
        FaultyFile(
            "neither 0 nor 1", "a.csv", "text,toxic,insult\na,1,0\nb,2,0\n", columns: columns,
            """
            FILE:3: the column "toxic" does not say whether the row has the label
              expected: 1 or 0, true or false, yes or no
              found:    "2"
            """),
        FaultyFile(
            "nothing at all", "a.tsv", "text\ttoxic\tinsult\na\t1\t\n", columns: columns,
            """
            FILE:2: the column "Insult" does not say whether the row has the label
              expected: 1 or 0, true or false, yes or no
              found:    nothing
            """),
        FaultyFile(
            "JSON that is neither", "a.jsonl", "{\"text\":\"a\",\"toxic\":1.5,\"insult\":1}", columns: columns,
            """
            FILE:1: the column "toxic" does not say whether the row has the label
              expected: 1 or 0, true or false, yes or no
              found:    "1.5"
            """),
        FaultyFile(
            "JSON without the key", "a.jsonl",
            "{\"text\":\"a\",\"toxic\":1,\"insult\":1}\n{\"text\":\"a\",\"toxic\":1}", columns: columns,
            """
            FILE:2: the object has no key for the label "Insult"
            """),
        FaultyFile(
            "no such column", "a.csv", "text,toxic,insults\na,1,0\n", columns: columns,
            """
            FILE:1: no column "Insult"
              found:    "text", "toxic", "insults"
              try:      did you mean "insults"?
            """),
        FaultyFile(
            "one label twice", "a.csv", "text,toxic\na,1\n",
            columns: ColumnSelection(labelColumns: ["toxic", "TOXIC"]),
            """
            FILE:1: one column is named twice
              expected: different columns for text, pair and label
            """),
        FaultyFile(
            "the text as a label", "a.csv", "text,toxic\na,1\n",
            columns: ColumnSelection(labelColumns: ["toxic", "text"]),
            """
            FILE:1: one column is named twice
              expected: different columns for text, pair and label
            """),
        FaultyFile(
            "a bar in a column's name", "a.csv", "text,a|b\na,1\n", columns: ColumnSelection(labelColumns: ["a|b"]),
            """
            FILE:1: the label "a|b" holds "|", which separates labels
              try:      name the label without "|"
            """),
        FaultyFile(
            "both ways to name labels", "a.csv", "text,toxic,label\na,1,b\n",
            columns: ColumnSelection(label: "label", labelColumns: ["toxic"]),
            """
            FILE:1: a column with labels and a column for each label exclude each other
              try:      name one or the other
            """),
        FaultyFile(
            "a text is still needed", "a.csv", "text,label\n,x\n", columns: several,
            """
            FILE:2: the text is empty
              try:      remove the row
            """),
    ]

    @Test(arguments: faults)
    func says(_ file: FaultyFile) throws {
        let path = try directory.write(file.name, file.content)
        let text = message { _ = try rows(path, columns: file.columns, labelled: file.labelled) }
        #expect(text?.replacingOccurrences(of: path, with: "FILE") == file.message)
    }

    @Test(arguments: [(nil, []), ("a", ["a"]), ("a|b", ["a", "b"])] as [(String?, [String])])
    func listsJoinAndSplit(_ text: String?, _ names: [String]) {
        #expect(LabelList.names(in: text) == names)
        #expect(LabelList.joined(names) == text)
    }

    /// No two selections share an entry of the cache.
    @Test func selectionIsPartOfTheCacheKey() throws {
        let cache = try DatasetCache(path: "\(directory.path)/cache/datasets.sqlite")
        let path = try directory.write("a.csv", "text,label,several,labels\na,1,0,1\nb,0,1,0\n")
        func isNew(_ columns: ColumnSelection) throws -> Bool {
            try !cache.dataset(path: path, columns: columns, requiresLabel: true, encodingFingerprint: "a") { rows in
                rows.map { _ in .init(ids: [1], typeIDs: [0]) }
            }.fromCache
        }
        let selections = [
            ColumnSelection(), ColumnSelection(hasSeveralLabels: true), ColumnSelection(labelColumns: ["several"]),
            ColumnSelection(labelColumns: ["labels"]), ColumnSelection(labelColumns: ["several", "labels"]),
            ColumnSelection(labelColumns: ["labels", "several"]),
        ]
        for selection in selections { #expect(try isNew(selection)) }
        for selection in selections { #expect(try !isNew(selection)) }
    }

    @Test func cacheKeepsRowsWithoutLabels() throws {
        let cache = try DatasetCache(path: "\(directory.path)/cache/datasets.sqlite")
        let path = try directory.write("a.tsv", "text\tlabel\na\tx|y\nb\t\nc\tx\n")
        for isCached in [false, true] {
            let dataset = try cache.dataset(
                path: path, columns: Self.several, requiresLabel: true, encodingFingerprint: "a"
            ) { rows in rows.map { _ in .init(ids: [1], typeIDs: [0]) } }
            #expect(dataset.fromCache == isCached)
            #expect(dataset.labelNames == ["x", "x|y"])
            #expect(dataset.rows.map(\.label) == [1, nil, 0])
        }
    }
}
