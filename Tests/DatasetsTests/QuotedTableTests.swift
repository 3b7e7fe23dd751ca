import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct QuotedTableTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// Quotes that a program put around cells.
    static let enclosing: [FoundFile] = [
        FoundFile(
            "doubled quotes", "a.tsv", "text\tlabel\n\"A \"\"fine\"\" day\"\tpos\nrain\tneg\n",
            ["A \"fine\" day|pos", "rain|neg"], [.quotedTSV]),
        FoundFile(
            "doubled quotes long behind the beginning", "a.tsv", "text\tlabel\na\tb\nc\td\n\"e \"\"f\"\"\"\tg\n",
            ["a|b", "c|d", "e \"f\"|g"], [.quotedTSV]),
        FoundFile(
            "a line break in a cell", "a.tsv", "text\tlabel\nsun\tpos\n\"rain\nand wind\"\tneg\n",
            ["sun|pos", "rain\nand wind|neg"], [.quotedTSV]),
        FoundFile(
            "CRLF around and in cells", "a.tsv", "text\tlabel\r\n\"rain\r\nand wind\"\tneg\r\nsun\tpos\r\n",
            ["rain\r\nand wind|neg", "sun|pos"], [.quotedTSV]),
        FoundFile(
            "a tab in a cell", "a.tsv", "text\tlabel\n\"left\tright\"\tpos\n", ["left\tright|pos"], [.quotedTSV]),
        FoundFile(
            "quotes in a label", "a.tsv", "text\tlabel\nsun\t\"so-called \"\"good\"\"\"\nrain\tbad\n",
            ["sun|so-called \"good\"", "rain|bad"], [.quotedTSV]),
        FoundFile(
            "everything in quotes", "a.tsv", "\"text\"\t\"label\"\n\"sun\"\t\"pos\"\n\"rain\"\t\"neg\"\n",
            ["sun|pos", "rain|neg"], [.quotedTSV]),
        FoundFile(
            "texts in quotes, numbers without", "a.tsv", "\"text\"\t\"label\"\n\"sun\"\t1\n\"rain\"\t0\n",
            ["sun|1", "rain|0"], [.quotedTSV]),
        FoundFile(
            "everything in quotes without a header", "a.tsv", "\"sun\"\t\"pos\"\n\"rain\"\t\"neg\"\n",
            columns: ColumnSelection(text: "1", label: "2", hasHeader: false), ["sun|pos", "rain|neg"], [.quotedTSV]),
        FoundFile(
            "a quote in the header's cell", "a.tsv", "\"the \"\"text\"\"\"\tlabel\nsun\tpos\n",
            columns: ColumnSelection(text: "the \"text\""), ["sun|pos"], [.quotedTSV]),
        FoundFile(
            "by order", "a.tsv", "text\tlabel\n\"sun\"\tpos\n", columns: ColumnSelection(quoting: .csv), ["sun|pos"]),
    ]

    /// Quotes that belong to the text.
    static let plain: [FoundFile] = [
        FoundFile(
            "a quotation at the beginning", "a.tsv", "text\tlabel\n\"No\" , he said\tneg\nsun\tpos\n",
            ["\"No\" , he said|neg", "sun|pos"]),
        FoundFile(
            "a quotation that begins in one row and ends in another", "a.tsv",
            "text\tlabel\n\"Come in ,\tpos\nsaid she .\tneg\nand sit down\"\tpos\n",
            ["\"Come in ,|pos", "said she .|neg", "and sit down\"|pos"]),
        FoundFile(
            "a quotation over two rows that ends with its cell", "a.tsv",
            "text\tlabel\n\"Hello there\t1\nshe said \"\t0\n",
            ["\"Hello there|1", "she said \"|0"]),
        FoundFile(
            "inches", "a.tsv", "text\tlabel\na 5\" screen\tpos\n\"so\"\tneg\n", ["a 5\" screen|pos", "\"so\"|neg"]),
        FoundFile(
            "a single quote that opens a text", "a.tsv", "text\tlabel\n\"bad\tneg\ngood\tpos\n",
            ["\"bad|neg", "good|pos"]),
        FoundFile(
            "doubled quotes that enclose nothing", "a.tsv", "text\tlabel\nsay \"\"hi\"\" now\tpos\n",
            ["say \"\"hi\"\" now|pos"]),
        FoundFile(
            "whole texts in quotes", "a.tsv", "text\tlabel\n\"sun\"\tpos\n\"rain\"\tneg\n",
            ["\"sun\"|pos", "\"rain\"|neg"], [.possibleQuotes]),
        FoundFile(
            "whole texts in quotes, and proof later on", "a.tsv", "text\tlabel\n\"sun\"\tpos\nsay \"no\"\tneg\n",
            ["\"sun\"|pos", "say \"no\"|neg"]),
        FoundFile(
            "by order", "a.tsv", "text\tlabel\n\"a \"\"b\"\"\"\tpos\n", columns: ColumnSelection(quoting: .none),
            ["\"a \"\"b\"\"\"|pos"]),
        FoundFile(
            "CSV by order", "a.csv", "text,label\n\"so,pos\n", columns: ColumnSelection(quoting: .none), ["\"so|pos"]),
    ]

    @Test(arguments: enclosing)
    func quotesThatEncloseCellsAreRemoved(_ file: FoundFile) throws { try file.check(in: directory) }

    @Test(arguments: plain)
    func quotesOfTextsStay(_ file: FoundFile) throws { try file.check(in: directory) }

    /// Texts of all kinds that pandas writes round-trip, regardless of the row with the first quote.
    @Test(arguments: [0, 1, 300, 3000])
    func roundTrip(_ first: Int) throws {
        let texts = (0..<4000).map { number in
            number < first
                ? "plain text \(number)" : ["a \"b\" \(number)", "plain \(number)", "two\nlines", "a\tb"][number % 4]
        }
        let cells = texts.map { text in
            text.contains { "\"\n\t".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        }
        let path = try directory.write("a.tsv", "text\tlabel\n" + cells.map { "\($0)\tx\n" }.joined())
        let reader = try RowReader(path: path, requiresLabel: true)
        #expect(try reader.next(5000).map(\.text) == texts)
    }

    @Test(arguments: [
        (
            "a.tsv", "text\tlabel\nsay \"no\"\tneg\n\"two\nlines\"\tpos\n",
            "quotes are plain characters here: if they enclose cells of this file, say so with --quoting csv"
        ),
        (
            "a.csv", "text,label\n\"so\" he said,neg\n",
            "double the quotes that belong to the text, or pass --quoting none if no quotes enclose cells"
        ),
        (
            "a.csv", "id,text,label\n1,fine,pos\n2, \"a, b\",pos\n3, \"c\" d,neg\n",
            "remove the blank before the quote: , \"a"
        ),
    ])
    func adviceNamesTheSwitch(_ name: String, _ content: String, _ advice: String) throws {
        let reader = try RowReader(path: directory.write(name, content), requiresLabel: true)
        let error = #expect(throws: FledgeError.self) { while try reader.next() != nil {} }
        #expect(error?.advice == advice)
    }
}
