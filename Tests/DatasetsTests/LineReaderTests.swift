import Datasets
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct LineReaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func lines(_ reader: LineReader) throws -> [String] {
        var lines: [String] = []
        while let line = try reader.next() { lines.append(line) }
        return lines
    }

    @Test(arguments: [
        ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\nb", ["a", "", "b"]), ("a\r\nb\r", ["a", "b"]),
        ("\u{FEFF}é\n\u{FEFF}", ["é", "\u{FEFF}"]), ("a\u{2028}b\rc", ["a\u{2028}b", "c"]),
        ("a\rb\nc", ["a\rb", "c"]), ("a\rb\r\rc\r", ["a", "b", "", "c"]),
        (String(repeating: "x", count: 100) + "\ny", [String(repeating: "x", count: 100), "y"]),
    ])
    func splits(_ content: String, _ expected: [String]) throws {
        let path = try directory.write("a", content)
        #expect(try lines(LineReader(file: MappedFile(path: path))) == expected)
        for size in [1, 3, 64, 1000] {
            let descriptor = open(path, O_RDONLY)
            defer { close(descriptor) }
            #expect(try lines(LineReader(descriptor: descriptor, name: "input", bufferSize: size)) == expected)
        }
    }

    @Test func waitsForNoMoreThanALine() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let reader = LineReader(descriptor: ends[0], name: "input")
        for text in ["first", "second"] {
            let bytes = Array("\(text)\n".utf8)
            #expect(write(ends[1], bytes, bytes.count) == bytes.count)
            #expect(try reader.next() == text)
        }
        #expect(reader.lineNumber == 2)
    }

    @Test func refusesEndlessLines() throws {
        let descriptor = open("/dev/zero", O_RDONLY)
        defer { close(descriptor) }
        let reader = LineReader(descriptor: descriptor, name: "standard input", bufferSize: 16, longestLine: 1000)
        #expect(
            message { _ = try reader.next() } == """
                standard input:1: the line is too long
                  expected: at most 1000 bytes
                """)
    }

    @Test func failedReading() throws {
        let reader = LineReader(descriptor: -1, name: "standard input")
        #expect(message { _ = try reader.next() } == "standard input: reading failed: Bad file descriptor")
    }

    /// All sequences in the table of well-formed UTF-8 at their boundaries, and one step beyond.
    @Test(
        arguments: [
            ([0xC2, 0x80], nil), ([0xC1, 0xBF], 0), ([0xDF, 0xBF], nil), ([0xC2], 0), ([0xC2, 0xC0], 0),
            ([0xE0, 0xA0, 0x80], nil), ([0xE0, 0x9F, 0xBF], 0), ([0xED, 0x9F, 0xBF], nil), ([0xED, 0xA0, 0x80], 0),
            ([0xEF, 0xBF, 0xBF], nil), ([0xE1, 0x80], 0), ([0xF0, 0x90, 0x80, 0x80], nil),
            ([0xF0, 0x8F, 0xBF, 0xBF], 0),
            ([0xF4, 0x8F, 0xBF, 0xBF], nil), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0x80], 0),
            ([0xF1, 0x80, 0x80], 0), ([0x61, 0xFE], 1),
        ] as [([UInt8], Int?)])
    func validates(_ bytes: [UInt8], _ offset: Int?) throws {
        // Before and after long runs, in which eight bytes are checked at once.
        for padding in 0..<18 {
            let path = try directory.write("a", Data(repeating: 0x20, count: padding) + Data(bytes))
            let text = message { _ = try lines(LineReader(file: MappedFile(path: path))) }
            let expected = offset.map { "\(path):1: invalid UTF-8 at byte \($0 + padding) of the line" }
            #expect(text?.split(separator: "\n").first.map(String.init) == expected)
            #expect((offset == nil) == (String(validating: bytes, as: UTF8.self) != nil))
        }
    }
}
