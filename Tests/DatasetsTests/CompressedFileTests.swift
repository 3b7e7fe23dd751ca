import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct CompressedFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// `text,label` and two rows, as `gzip -n` and `zstd` write them, followed by a third row in a separate member.
    private static let gzip =
        Data(
            base64Encoded: "H4sIAAAAAAAAAytJrSjRyUlMSs3hStQx5ErSMeICAFCcGf4TAAAA") ?? Data()
    private static let gzipMember = Data(base64Encoded: "H4sIAAAAAAAAA0vWMeYCAFu0Pi0EAAAA") ?? Data()
    private static let zstd = Data(base64Encoded: "KLUv/QRYmQAAdGV4dCxsYWJlbAphLDEKYiwyCmpzBJw=") ?? Data()
    private static let zstdMember = Data(base64Encoded: "KLUv/QRYIQAAYywzCkNDG08=") ?? Data()
    private static let skippable = Data([0x5A, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2])

    private func texts(_ path: String) throws -> [String] {
        let reader = try RowReader(path: path, requiresLabel: true)
        return try reader.next(100).map(\.text)
    }

    private static let readable: [(String, Data, String)] = [
        ("a.csv.gz", gzip, "ab"), ("a.csv", gzip, "ab"), ("a.csv.gz", gzip + gzipMember, "abc"),
        ("a.csv.gz", gzip + gzipMember + Data(repeating: 0, count: 100), "abc"), ("a.csv.zst", zstd, "ab"),
        ("a.csv.zstd", zstd + zstdMember, "abc"), ("a.csv.zst", skippable + zstd + skippable + zstdMember, "abc"),
        ("a.CSV.GZ", Data("text,label\nx,1\n".utf8), "x"),
    ]

    @Test(arguments: readable)
    func reads(_ name: String, _ content: Data, _ expected: String) throws {
        let path = try directory.write(name, content)
        #expect(try texts(path) == expected.map { String($0) })
        for size in [1, 1000] {
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            let reader = try RowReader(
                stream: LineReader(descriptor: descriptor, name: "input", bufferSize: size), format: .csv,
                requiresLabel: true)
            #expect(try reader.next(100).map(\.text) == expected.map { String($0) })
        }
    }

    @Test func saysWhatItFound() throws {
        for (content, what) in [(Self.gzip, "gzip"), (Self.zstd, "zstd")] {
            let path = try directory.write("a.csv", content)
            let findings = try RowReader(path: path, requiresLabel: true).findings
            #expect(findings == [DataFinding(.compressed, file: path, "compressed by \(what)")])
        }
    }

    private static let advice = "\n  try:      copy or download the file again; the rows before this line can be read"

    private static let cut = "data ends too early\n  found:    a file that was cut off"
    private static let damage: [(String, Data, String)] = [
        ("a.csv.gz", gzip.dropLast(9), "the gzip \(cut)"),
        ("a.csv.gz", gzip.dropLast(8) + Data([1, 2, 3, 4, 19, 0, 0, 0]), "the gzip \(bad) incorrect data check"),
        ("a.csv.gz", gzip + Data("more".utf8), "the gzip \(bad) other bytes behind its end"),
        ("a.csv.gz", gzip + gzipMember.dropLast(3), "the gzip \(cut)"),
        ("a.csv.zst", zstd.dropLast(2), "the zstd \(cut)"),
        ("a.csv.zst", zstd + Data("more".utf8), "the zstd \(bad) Unknown frame descriptor"),
    ]
    private static let bad = "data is damaged\n  found:   "

    @Test(arguments: damage)
    func namesTheLineOfDamage(_ name: String, _ content: Data, _ expected: String) throws {
        let path = try directory.write(name, content)
        let found = message { _ = try texts(path) }
        #expect(found?.hasPrefix("\(path):") == true)
        #expect(found?.contains(": \(expected)\(Self.advice)") == true, "\(found ?? "")")
    }

    /// Rows before the damage are read, and the error names the following line.
    @Test func rowsBeforeDamageAreRead() throws {
        let rows = (0..<50_000).map { "\($0),\(($0 &* 7919) % 1009)\n" }.joined()
        let path = try directory.write("a.csv", "text,label\n" + rows)
        for tool in [["gzip", "-k"], ["zstd", "-q"]] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = tool + [path]
            try process.run()
            process.waitUntilExit()
            let packed = path + (tool[0] == "gzip" ? ".gz" : ".zst")
            guard process.terminationStatus == 0 else { continue }
            let content = try Data(contentsOf: URL(fileURLWithPath: packed))
            try content.prefix(content.count / 2).write(to: URL(fileURLWithPath: packed))
            let reader = try RowReader(path: packed, requiresLabel: true)
            var count = 0
            let found = message { while try reader.next() != nil { count += 1 } }
            #expect(count > 10_000)
            #expect(found?.hasPrefix("\(packed):\(count + 2): the \(tool[0]) data ends too early") == true)
        }
    }

    private static let others: [(String, Data, String)] = [
        ("a.csv", Data("PK\u{3}\u{4}rest".utf8), "a zip archive or a spreadsheet"),
        ("a.txt", Data("BZh91AY&SY".utf8), "a bzip2 file"),
        ("a.csv", Data([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), "an xz file"),
        ("a.csv", Data("PAR1\u{15}".utf8), "a Parquet file"),
        ("a.jsonl", Data("ARROW1\0\0".utf8), "an Arrow file"),
        ("a.csv", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]), "an old spreadsheet or document"),
        ("a.csv", Data("SQLite format 3\0".utf8), "an SQLite database"),
        ("a.txt", Data([0x80, 0x04, 0x95, 0]), "a pickle"),
    ]

    @Test(arguments: others)
    func refusesOtherContainers(_ name: String, _ content: Data, _ what: String) throws {
        let path = try directory.write(name, content)
        let found = message { _ = try RowReader(path: path, requiresLabel: false).next() }
        #expect(found?.hasPrefix("\(path): is \(what), which cannot be read\n") == true)
    }

    @Test func parquetByName() throws {
        let found = message { _ = try FileFormat(path: "a/b.parquet") }
        #expect(
            found == """
                a/b.parquet: Parquet files cannot be read
                  expected: one of .tsv, .csv, .jsonl, .ndjson, .json-lines, .json, .txt
                  try:      convert it, for instance with python3 -c "import pandas; \
                pandas.read_parquet('in.parquet').to_json('out.jsonl', orient='records', lines=True, force_ascii=False)"
                """)
    }

    @Test func fileThatChangesWhileItIsRead() throws {
        let path = try directory.write("a.txt", "one\ntwo\n")
        let reader = try RowReader(path: path, requiresLabel: false)
        #expect(try reader.next()?.text == "one")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("three\n".utf8))
        try handle.close()
        #expect(
            message { while try reader.next() != nil {} } == """
                \(path): the file was changed while it was read
                  try:      wait until the file is complete and run the command again
                """)
    }
}
