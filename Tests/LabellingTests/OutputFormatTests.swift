import Datasets
import Foundation
import InputOutput
import Labelling
import SQLite
import TestSupport
import Testing

/// Labelled rows in each format.
@Suite struct OutputFormatTests {
    private static func score(_ text: String) -> String { "\(CountingLabeller.score(of: text))" }

    /// The input, the output's name, and the output, in which `S` stands for the score of the text `T` and `L` for its
    /// label.
    struct Conversion: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let name: String, input: String, output: String, expected: String
        var hasHeader: Bool?
        var textColumn: String?
    }

    static let conversions = [
        Conversion(
            testDescription: "quotes where they are needed", name: "a.csv",
            input: "id,text,Note\r\n\"1\",\"a \"\"b\"\", c\",\r\n2,\"d\ne\",' x '\r\n", output: "out.csv",
            expected: """
                id,text,Note,label,score
                1,"a ""b"", c",,\(CountingLabeller.label(of: "a \"b\", c")),\(score("a \"b\", c"))
                2,"d
                e",' x ',\(CountingLabeller.label(of: "d\ne")),\(score("d\ne"))

                """),
        Conversion(
            testDescription: "names that are taken", name: "a.tsv",
            input: "label\ttext\tScore\tinput_label\nx\tt\t1\ty\n", output: "out.tsv",
            expected: """
                input_input_label\ttext\tinput_Score\tinput_label\tlabel\tscore
                x\tt\t1\ty\t\(CountingLabeller.label(of: "t"))\t\(score("t"))

                """),
        Conversion(
            testDescription: "no header in, no header out", name: "a.tsv", input: "1\tt\n", output: "out.csv",
            expected: "1,t,\(CountingLabeller.label(of: "t")),\(score("t"))\n", hasHeader: false, textColumn: "2"),
        Conversion(
            testDescription: "a table as objects", name: "a.csv", input: "id,text,,id\n1,\"t \",x,\"2\"\n",
            output: "out.jsonl",
            expected: """
                {"id":"1","text":"t ","column_3":"x","id_2":"2","label":"\(CountingLabeller.label(of: "t "))",\
                "score":\(score("t "))}

                """),
        Conversion(
            testDescription: "objects as a table", name: "a.jsonl",
            input: """
                {"text": "t\\u00e9", "n": 1.50, "list": [1, 2], "none": null}
                {"n": true, "text": "a,b"}

                """,
            output: "out.csv",
            expected: """
                text,n,list,none,label,score
                té,1.50,"[1, 2]",,\(CountingLabeller.label(of: "té")),\(score("té"))
                "a,b",true,,,\(CountingLabeller.label(of: "a,b")),\(score("a,b"))

                """),
        Conversion(
            testDescription: "objects as objects", name: "a.jsonl",
            input: #"{"text": "t", "score": {"a": 1.0}}"# + "\n", output: "out.jsonl",
            expected: #"{"text":"t","input_score":{"a": 1.0},"label":"\#(CountingLabeller.label(of: "t"))","#
                + "\"score\":\(score("t"))}\n"),
        Conversion(
            testDescription: "plain text as a table", name: "a.txt", input: "t\n", output: "out.tsv",
            expected: "text\tlabel\tscore\nt\t\(CountingLabeller.label(of: "t"))\t\(score("t"))\n"),
    ]

    @Test(arguments: conversions) func `keeps the input's columns`(conversion: Conversion) throws {
        var place = try LabellingPlace(conversion.name, conversion.input)
        place.columns = ColumnSelection(text: conversion.textColumn, hasHeader: conversion.hasHeader)
        let summary = try place.run(output: conversion.output)
        #expect(summary.rejected == 0)
        #expect(try place.text(conversion.output) == conversion.expected)
        #expect(try place.names() == [conversion.name, conversion.output].sorted())
    }

    private static let allKinds: [LabelColumn] = [
        LabelColumn("label", .text), LabelColumn("n", .number), LabelColumn("tags", .labels),
        LabelColumn("scores", .numbers(names: ["x", "y z"])), LabelColumn("v", .vector(count: 2)),
        LabelColumn("entities", .json),
    ]

    @Test func `every kind of value in every format`() throws {
        let place = try LabellingPlace("a.txt", "t\n?\n")
        for name in ["out.csv", "out.jsonl", "out.sqlite"] {
            try place.run(CountingLabeller(columns: Self.allKinds), output: name)
        }
        let (score, score2) = (CountingLabeller.score(of: "t"), CountingLabeller.score(of: "?"))
        let label = CountingLabeller.label(of: "t")
        #expect(
            try place.text("out.csv") == """
                text,label,n,tags,scores_x,scores_y z,v_1,v_2,entities
                t,\(label),\(score),a|b,0.1,1.1,\(score),\(1 + score),"[{""start"":0,""name"":""\\u00e9""}]"
                ?,,\(score2),,0.1,1.1,\(score2),\(1 + score2),"[{""start"":0,""name"":""\\u00e9""}]"

                """)
        #expect(
            try place.text("out.jsonl") == """
                {"text":"t","label":"\(label)","n":\(score),"tags":["a","b"],"scores":{"x":0.1,"y z":1.1},\
                "v":[\(score),\(1 + score)],"entities":[{"start":0,"name":"\\u00e9"}]}
                {"text":"?","label":null,"n":\(score2),"tags":[],"scores":{"x":0.1,"y z":1.1},\
                "v":[\(score2),\(1 + score2)],"entities":[{"start":0,"name":"\\u00e9"}]}

                """)
        let database = try DatabaseQueue(path: place.path("out.sqlite"))
        let rows = try database.read { try SQLRow.fetchAll($0, sql: "SELECT * FROM labelled ORDER BY row") }
        try #require(rows.count == 2)
        let names = ["row", "text", "label", "n", "tags", "scores_x", "scores_y z", "v", "entities"]
        #expect(rows[0].columnNames == names)
        #expect(try rows[0]["row"] == 1)
        #expect(try rows[0]["label"] == label)
        #expect(try rows[0]["n"] == Double("\(score)"))
        #expect(try rows[0]["tags"] == "a|b")
        #expect(try rows[0]["scores_x"] == 0.1)
        #expect(try rows[0]["v"] == [score, 1 + score].withUnsafeBytes { Data($0) })
        #expect(try rows[1]["label"] == nil as String?)
        #expect(!FileManager.default.fileExists(atPath: place.path("out.sqlite-wal")))
    }

    @Test func `names of a database differ in more than case`() throws {
        let place = try LabellingPlace("a.csv", "text,TEXT,Row,LABEL\nt,u,v,w\n")
        try place.run(output: "out.db")
        let names = try DatabaseQueue(path: place.path("out.db")).read {
            try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('labelled')")
        }
        #expect(names == ["row", "text", "TEXT_2", "input_Row", "input_LABEL", "label", "score"])
    }

    @Test func `a table has the keys of all the first objects`() throws {
        let place = try LabellingPlace("a.jsonl", "{\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n")
        #expect(try place.run().rejected == 0)
        #expect(
            try place.text("out.csv").split(separator: "\n").map {
                $0.split(separator: ",").prefix(2).joined(separator: ",")
            }
            .suffix(2).last == "b,7")
        #expect(try place.text("out.csv").hasPrefix("text,id,label,score\n"))
    }

    @Test func `rows that a format cannot hold are rejected`() throws {
        let many = String(repeating: "{\"text\":\"a\"}\n", count: 100)
        let objects = try LabellingPlace("a.jsonl", many + "{\"text\":\"b\",\"more\":1}\n")
        #expect(try objects.run().rejected == 1)
        #expect(
            try objects.text("out.rejects.jsonl")
                == #"{"line":101,"reason":"the object has a key that the first objects lack (found \"more\")","#
                + #""source":"{\"text\":\"b\",\"more\":1}"}"# + "\n")
        let table = try LabellingPlace("a.csv", "text\n\"a\tb\"\nc\n\"d\ne\"\n")
        #expect(try table.run(output: "out.tsv").rejected == 2)
        #expect(try table.text("out.tsv").split(separator: "\n").count == 2)
    }

    @Test(arguments: [
        ("text,\"a\tb\"\nt,u\n", LabelColumn("label", .text), #""a\tb""#),
        ("text\nt\n", LabelColumn("scores", .numbers(names: ["x", "y\nz"])), #""scores_y\nz""#),
    ])
    func `names that TSV cannot say end the run`(input: String, column: LabelColumn, found: String) throws {
        let place = try LabellingPlace("a.csv", input)
        #expect(
            message { try place.run(CountingLabeller(columns: [column]), output: "out.tsv") } == """
                a column name contains a tab or a line break, which TSV cannot represent
                  found:    \(found)
                  try:      write CSV or JSON Lines
                """)
        #expect(try place.names() == ["a.csv"])
        #expect(try place.run(CountingLabeller(columns: [column])).labelled == 1)
    }

    /// Without a header, names do not matter.
    @Test func `names that are not written may hold tabs`() throws {
        var place = try LabellingPlace("a.tsv", "t\n")
        place.columns = ColumnSelection(text: "1", hasHeader: false)
        try place.run(
            CountingLabeller(columns: [LabelColumn("scores", .numbers(names: ["a\tb"]))]), output: "out.tsv")
        #expect(try place.text("out.tsv") == "t\t0.1\n")
    }

    @Test func `vectors as a NumPy array`() throws {
        var place = try LabellingPlace("a.csv", "text,n\na,1\nb\nc,2\n")
        place.settings.keepsPlaces = true
        let labeller = CountingLabeller(columns: [LabelColumn("embedding", .vector(count: 3))])
        #expect(try place.run(labeller, output: "out.npy").rejected == 1)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path("out.npy")))
        let numbers = bytes.dropFirst(128).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': (3, 3), }"))
        try #require(numbers.count == 9)
        #expect(numbers[0] == CountingLabeller.score(of: "a"))
        #expect(numbers[3...5].allSatisfy { $0.isNaN })
        #expect(numbers[8] == CountingLabeller.score(of: "c") + 2)
        #expect(
            message { try place.run(output: "labels.npy") } == """
                NumPy output is only for embeddings
                  expected: csv, tsv, jsonl or sqlite
                  found:    npy
                  try:      for embeddings, use fledge embed
                """)
    }

    @Test(arguments: [
        ("a.csv", "csv"), ("a.b.TSV", "tsv"), ("dir.csv/a.ndjson", "jsonl"), ("a.npy", "npy"), ("a.db", "sqlite"),
    ])
    func `formats by name`(path: String, format: String) throws {
        #expect(try OutputFormat(path: path).rawValue == format)
    }

    @Test(arguments: ["a.cvs", "csv", "a.csv/b"]) func `names that tell of no format`(path: String) throws {
        #expect(throws: FledgeError.self) { try OutputFormat(path: path) }
    }
}
