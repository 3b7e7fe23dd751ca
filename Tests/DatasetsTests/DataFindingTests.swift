import DatasetCaching
import Datasets
import Foundation
import TestSupport
import Testing
import Tokenization

@Suite struct DataFindingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func equalFindingsAreCounted() {
        var findings = DataFindings(file: "a.csv")
        findings.add(.delimiter, "columns separated by ;")
        findings.add(.delimiter, "columns separated by ;")
        findings.add(.assumedHeader, line: 4, "x")
        findings.add(.assumedHeader, line: 7, "x")
        findings.add(.assumedHeader, line: 9, "y")
        #expect(
            findings.all.map(\.description) == [
                "a.csv: columns separated by ;", "a.csv:4: x (2 times)", "a.csv:9: y",
            ])
    }

    @Test func findingsAreTakenOnce() throws {
        let reader = try RowReader(path: directory.write("a.csv", "text;label\na;1\n"), requiresLabel: true)
        #expect(reader.takeNewFindings().map(\.code) == [.delimiter])
        while try reader.next() != nil {}
        #expect(reader.takeNewFindings().isEmpty)
    }

    /// Findings are also reported if rows come from the cache, with the file's current name.
    @Test func findingsAreKeptWithTheRows() throws {
        let path = "\(directory.path)/cache/datasets.sqlite"
        func read(_ name: String) throws -> DatasetCache {
            let cache = try DatasetCache(path: path)
            let file = try directory.write(name, "text;label\na;1\nb;2\n")
            for _ in 1...2 {
                _ = try cache.dataset(path: file, requiresLabel: true, encodingFingerprint: "a") { rows in
                    rows.map { _ in Encoding(ids: [1], typeIDs: [0]) }
                }
            }
            return cache
        }
        for name in ["a.csv", "b.csv", "a.csv"] {
            let cache = try read(name)
            #expect(
                cache.takeNewFindings() == [
                    DataFinding(.delimiter, file: "\(directory.path)/\(name)", "columns separated by ;")
                ])
            #expect(cache.takeNewFindings().isEmpty)
        }
    }

    @Test func codesSurviveCoding() throws {
        let finding = DataFinding(.utf16, file: "a", line: 3, count: 2, "s")
        let coded = try JSONEncoder().encode(finding)
        #expect(try JSONDecoder().decode(DataFinding.self, from: coded) == finding)
        #expect(String(decoding: coded, as: UTF8.self).contains("\"utf-16\""))
    }

    static let codesOfRows: [DataFinding.Code] = [
        .compressed, .utf16, .byteOrderMark, .carriageReturns, .delimiterLine, .delimiter, .assumedHeader,
        .assumedNoHeader,
        .repeatedHeader,
        .trailingSeparators, .quotedTSV, .possibleQuotes, .blanksAroundQuotes, .jsonArray, .jsonObjects, .loneSurrogate,
        .badRow, .noRows,
    ]

    /// The documentation page about data explains each code.
    @Test(arguments: codesOfRows)
    func codesAreDocumented(_ code: DataFinding.Code) throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../docs/data.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains("| `\(code.rawValue)`"))
    }
}
