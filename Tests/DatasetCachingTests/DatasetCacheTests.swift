import DatasetCaching
import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing
import Tokenization

@Suite struct DatasetCacheTests {
    private let directory: TemporaryDirectory
    private var cachePath: String { "\(directory.path)/cache/datasets.sqlite" }

    init() throws { directory = try TemporaryDirectory() }

    private struct Refusal: Error {}

    /// A makeshift tokenizer: ids from the text, segments for pairs, everything truncated to four tokens.
    private func encode(_ rows: [Row]) -> [Encoding] {
        rows.map { row in
            let first = row.text.utf8.map { Int32($0) << 16 - 1 }
            let second = (row.pair ?? "").utf8.map(Int32.init)
            let ids = first + second
            let typeIDs = first.map { _ in Int32(0) } + second.map { _ in Int32(1) }
            return Encoding(
                ids: Array(ids.prefix(4)), typeIDs: Array(typeIDs.prefix(4)), truncatedTokenCount: max(0, ids.count - 4)
            )
        }
    }

    private func dataset(
        _ cache: DatasetCache, _ path: String, columns: ColumnSelection = ColumnSelection(), fingerprint: String = "a",
        labelled: Bool = true, chunkSize: Int = 2
    ) throws -> EncodedDataset {
        try cache.dataset(
            path: path, columns: columns, requiresLabel: labelled, encodingFingerprint: fingerprint,
            chunkSize: chunkSize, encode: encode)
    }

    @Test func secondTimeComesFromTheCache() throws {
        let path = try directory.write("a.tsv", "text\tb\tlabel\nabc\t\tz\nabc\tde\ta\n\t\t\nx\t\tz\n")
        let columns = ColumnSelection(pair: "b")
        let fresh = try dataset(DatasetCache(path: cachePath), path, columns: columns, labelled: false)
        #expect(!fresh.fromCache)
        #expect(fresh.labelNames == ["a", "z"])
        #expect(fresh.truncatedRowCount == 1)
        #expect(fresh.path == path)
        #expect(fresh.rows.map(\.label) == [1, 0, nil, 1])
        #expect(fresh.rows.map(\.line) == [2, 3, 4, 5])
        #expect(fresh.rows.map(\.typeIDs) == [nil, [0, 0, 0, 1], nil, nil])
        #expect(fresh.rows.map(\.ids.count) == [3, 4, 0, 1])
        #expect(fresh.rows.map(\.truncatedTokenCount) == [0, 1, 0, 0])

        let cache = try DatasetCache(path: cachePath)
        var cached = try cache.dataset(
            path: path, columns: columns, requiresLabel: false, encodingFingerprint: "a",
            encode: { _ in throw Refusal() })
        #expect(cached.fromCache)
        cached.fromCache = false
        #expect(cached == fresh)
        #expect(cache.notes.isEmpty)
    }

    /// The digest equals that of sha256sum.
    @Test func digestIsSHA256() throws {
        let path = try directory.write("a.txt", "abc")
        let found = try dataset(DatasetCache(path: cachePath), path, labelled: false)
        #expect(found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func everythingThatMattersIsPartOfTheKey() throws {
        let cache = try DatasetCache(path: cachePath)
        let content = "text,label,stars\na,1,2\nb,0,3\n"
        let path = try directory.write("a.csv", content)
        #expect(try !dataset(cache, path).fromCache)
        #expect(try dataset(cache, path).fromCache)
        #expect(try !dataset(cache, path, fingerprint: "b").fromCache)
        #expect(try !dataset(cache, path, labelled: false).fromCache)
        let stars = try dataset(cache, path, columns: ColumnSelection(label: "stars"))
        #expect(!stars.fromCache)
        #expect(stars.labelNames == ["2", "3"])
        #expect(try dataset(cache, directory.write("copy.csv", content)).fromCache)
        #expect(try !dataset(cache, directory.write("a.csv", content + "c,1,1\n")).fromCache)
        #expect(try dataset(cache, path, fingerprint: "b").rows.count == 3)
    }

    @Test func datasetsDoNotMix() throws {
        let cache = try DatasetCache(path: cachePath)
        let contents = (0..<5).map { file in (0...file).map { "text \(file) \($0)\n" }.joined() }
        let paths = try contents.enumerated().map { try directory.write("\($0).txt", $1) }
        let fresh = try paths.map { try dataset(cache, $0, labelled: false) }
        for (path, expected) in zip(paths, fresh) {
            let cached = try dataset(cache, path, labelled: false)
            #expect(cached.fromCache)
            #expect(cached.rows == expected.rows)
        }
    }

    @Test func chunksHaveTheirSize() throws {
        let path = try directory.write("a.txt", "1\n2\n3\n4\n5\n")
        var sizes: [Int] = []
        _ = try DatasetCache(path: cachePath).dataset(
            path: path, requiresLabel: false, encodingFingerprint: "a", chunkSize: 2,
            encode: { rows in
                sizes.append(rows.count)
                return encode(rows)
            })
        #expect(sizes == [2, 2, 1])
    }

    @Test func interruptedRunLeavesNothing() throws {
        let cache = try DatasetCache(path: cachePath)
        let path = try directory.write("a.txt", "1\n2\n3\n")
        var calls = 0
        #expect(throws: Refusal.self) {
            try cache.dataset(path: path, requiresLabel: false, encodingFingerprint: "a", chunkSize: 1) { rows in
                calls += 1
                if calls == 3 { throw Refusal() }
                return encode(rows)
            }
        }
        #expect(try !dataset(cache, path, labelled: false).fromCache)
        #expect(try dataset(cache, path, labelled: false).rows.count == 3)
    }

    @Test func faultyRowIsNamed() throws {
        let path = try directory.write("a.csv", "text,label\na,1\nb,\n")
        #expect(
            message { _ = try dataset(DatasetCache(path: cachePath), path) } == """
                \(path):3: the label is missing
                  try:      label the row or remove it; or pass --skip-bad-rows to leave out such rows
                """)
    }

    /// Bad rows that were left out are also reported from the cache, and the entry differs from one with all rows.
    @Test func badRowsAreLeftOut() throws {
        let path = try directory.write("a.csv", "text,label\na,1\nb,\nc,2,3\nd,2\n")
        for isCached in [false, true] {
            let cache = try DatasetCache(path: cachePath)
            let found = try cache.dataset(
                path: path, requiresLabel: true, skipsBadRows: true, encodingFingerprint: "a", encode: encode)
            #expect(found.fromCache == isCached)
            #expect(found.rows.map(\.line) == [2, 5])
            #expect(found.badRows.map(\.line) == [3, 4])
            #expect(
                found.badRows.map { $0.json(of: "f") } == [
                    #"{"file":"f","line":3,"reason":"the label is missing","source":"b,"}"#,
                    #"{"file":"f","line":4,"reason":"too many columns (expected 2 columns, found 3)","source":"c,2,3"}"#,
                ])
            #expect(found.findings.map(\.description) == ["\(path):3: a row that cannot be used is left out (2 times)"])
            #expect(cache.takeNewBadRows().map(\.rows) == [found.badRows])
            #expect(cache.takeNewBadRows().isEmpty)
        }
        #expect(message { _ = try dataset(DatasetCache(path: cachePath), path) } != nil)
    }

    /// Each interpretation of quotes has a separate entry.
    @Test func quotingIsPartOfTheKey() throws {
        let path = try directory.write("a.tsv", "text\tlabel\n\"a\"\t1\n\"b\"\t2\n")
        let cache = try DatasetCache(path: cachePath)
        for quoting in Quoting.allCases + Quoting.allCases {
            let columns = ColumnSelection(quoting: quoting)
            var texts: [String] = []
            _ = try cache.dataset(path: path, columns: columns, requiresLabel: true, encodingFingerprint: "a") { rows in
                texts = rows.map(\.text)
                return encode(rows)
            }
            if !texts.isEmpty { #expect(texts == (quoting == .csv ? ["a", "b"] : ["\"a\"", "\"b\""])) }
        }
        #expect(try cache.entries().count == 3)
    }

    @Test func twoConnectionsShareACache() throws {
        let path = try directory.write("a.txt", (0..<500).map { "text \($0)\n" }.joined())
        let caches = try (0..<4).map { _ in try DatasetCache(path: cachePath) }
        DispatchQueue.concurrentPerform(iterations: 16) { index in
            do {
                let found = try dataset(caches[index % 4], path, fingerprint: "\(index / 8)", labelled: false)
                #expect(found.rows.count == 500)
            } catch {
                Issue.record(error)
            }
        }
        #expect(caches.flatMap(\.notes).isEmpty)
        #expect(try dataset(caches[0], path, fingerprint: "0", labelled: false).fromCache)
    }

    @Test(arguments: [
        (["FLEDGE_CACHE": "/a", "XDG_CACHE_HOME": "/b", "HOME": "/c"], "/a/datasets.sqlite"),
        (["FLEDGE_CACHE": "", "XDG_CACHE_HOME": "/b", "HOME": "/c"], "/b/fledge/datasets.sqlite"),
        (["HOME": "/c"], "/c/.cache/fledge/datasets.sqlite"),
    ])
    func defaultPlace(_ environment: [String: String], _ path: String) {
        #expect(DatasetCache.defaultPath(environment: environment) == path)
    }
}
