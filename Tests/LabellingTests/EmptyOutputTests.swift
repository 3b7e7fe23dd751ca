import Datasets
import Foundation
import Labelling
import SQLite
import TestSupport
import Testing

/// Outputs without rows, which readers of tables must still understand.
@Suite struct EmptyOutputTests {
    @Test(arguments: [
        ("in.csv", "text,id\n\"\",1\n\"\",2\n", "out.csv", "text,id,label,score\n"),
        ("in.csv", "text,id\n\"\",1\n", "out.tsv", "text\tid\tlabel\tscore\n"),
        ("in.csv", "text,id\n\"\",1\n", "out.jsonl", ""),
        ("in.tsv", "text\tlabel\n\t1\n", "out.csv", "text,input_label,label,score\n"),
        ("in.jsonl", "{\"id\":1,\"text\":\"\"}\n", "out.csv", "id,text,label,score\n"),
        ("in.json", "[{\"text\":\"\"}]", "out.tsv", "text\tlabel\tscore\n"),
        ("in.csv", "text,id\n", "out.csv", "text,id,label,score\n"),
        ("in.tsv", "text\tid\n", "out.tsv", "text\tid\tlabel\tscore\n"),
        ("in.csv", "", "out.csv", "label,score\n"), ("in.txt", "", "out.csv", "text,label,score\n"),
        ("in.json", "[]", "out.csv", "label,score\n"), ("in.jsonl", "", "out.jsonl", ""),
    ])
    func tables(_ name: String, _ content: String, _ output: String, _ expected: String) throws {
        var place = try LabellingPlace(name, content)
        place.mayBeEmpty = true
        let summary = try place.run(output: output)
        #expect(summary.labelled == 0)
        #expect(try place.text(output) == expected)
    }

    @Test(arguments: [("text,id\n\"\",1\n", 1), ("text,id\n", 0)])
    func database(_ content: String, _ rejected: Int) throws {
        var place = try LabellingPlace("in.csv", content)
        place.mayBeEmpty = true
        #expect(try place.run(output: "out.sqlite").rejected == rejected)
        let database = try DatabaseQueue(path: place.path("out.sqlite"))
        let columns = try database.read {
            try String.fetchAll($0, sql: "SELECT name FROM pragma_table_info('labelled')")
        }
        #expect(columns == ["row", "text", "id", "label", "score"])
        #expect(try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM labelled") } == 0)
    }

    @Test(arguments: [("text\n", "(0, 3)"), ("text\n\"\"\n\"\"\n", "(2, 3)")])
    func array(_ content: String, _ shape: String) throws {
        var place = try LabellingPlace("in.csv", content)
        place.mayBeEmpty = true
        try place.run(CountingLabeller(columns: [LabelColumn("embedding", .vector(count: 3))]), output: "out.npy")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: place.path("out.npy")))
        #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': \(shape), }"))
    }
}
