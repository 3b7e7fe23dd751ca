import Foundation
import InputOutput

/// The text of a file or stream as UTF-8, decoded according to the compression and encoding that its first bytes show.
///
/// Nothing is read before the first bytes are requested, and only as much of a stream as is needed for detection.
final class TextSource: ByteSource {
    private let raw: any ByteSource
    private let name: String
    private let encoding: TextEncoding?
    private var decoded: (any ByteSource)?
    /// The findings about the first bytes, in the order of decoding; empty for plain UTF-8.
    private(set) var findings: DataFindings

    /// - Parameter encoding: The character encoding; `nil` for UTF-8, or for UTF-16 if there is a byte order mark.
    init(_ raw: any ByteSource, name: String, encoding: TextEncoding?) {
        self.raw = raw
        self.name = name
        self.encoding = encoding
        findings = DataFindings(file: name)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if let decoded { return try decoded.read(into: buffer) }
        let source = try transcoded(decompressed())
        decoded = source
        return try source.read(into: buffer)
    }

    private func decompressed() throws -> any ByteSource {
        let peeked = PeekedSource(raw)
        guard let container = try Container.all.first(where: { try peeked.begins(with: $0.magic) }) else {
            return peeked
        }
        switch container.kind {
        case .gzip:
            findings.add(.compressed, "compressed by gzip")
            return GzipSource(peeked)
        case .zstd:
            findings.add(.compressed, "compressed by zstd")
            return ZstdSource(peeked)
        case .refused(let what, let advice):
            throw FledgeError(
                .data, at: name, "is \(what), which cannot be read", expected: "text, also compressed by gzip or zstd",
                advice: advice)
        }
    }

    private func transcoded(_ source: any ByteSource) throws -> any ByteSource {
        switch encoding {
        case .utf8: return source
        case .latin1: return TranscodingSource(source, .latin1)
        case .windows1252: return TranscodingSource(source, .windows1252)
        case .utf16, nil:
            let peeked = PeekedSource(source)
            if try peeked.begins(with: [0xFF, 0xFE]) {
                if try peeked.begins(with: [0xFF, 0xFE, 0, 0]) { throw utf32 }
                return utf16(peeked, .utf16LittleEndian)
            }
            if try peeked.begins(with: [0xFE, 0xFF]) { return utf16(peeked, .utf16BigEndian) }
            if let unit = try unmarkedUTF16(peeked) {
                findings.add(.utf16, "encoded in UTF-16 without a byte order mark")
                return TranscodingSource(peeked, unit)
            }
            return encoding == nil ? peeked : TranscodingSource(peeked, .utf16LittleEndian)
        }
    }

    /// The byte order of UTF-16 without a byte order mark that begins with two ASCII characters; `nil` for other text.
    ///
    /// Text in UTF-8 has no NUL bytes, so nothing else can begin like this.
    private func unmarkedUTF16(_ source: PeekedSource) throws -> TranscodingSource.Unit? {
        guard encoding == nil, let first = try source.first(1).first, first != 0x0A, first != 0x0D else { return nil }
        let start = try source.first(2)
        guard start.count == 2, (start[0] == 0) != (start[1] == 0) || start == [0, 0] else { return nil }
        let bytes = try source.first(4)
        switch bytes.map({ $0 == 0 }) {
        case [false, true, false, true], [false, true]: return .utf16LittleEndian
        case [true, false, true, false], [true, false]: return .utf16BigEndian
        case [false, true, true, true], [true, true, true, false], [true, true, false, false]: throw utf32
        default: return nil
        }
    }

    private var utf32: FledgeError {
        FledgeError(
            .data, at: name, "looks like UTF-32, which cannot be read", expected: "UTF-8 or UTF-16",
            advice: "convert the file: iconv -f UTF-32 -t UTF-8")
    }

    private func utf16(_ source: any ByteSource, _ unit: TranscodingSource.Unit) -> any ByteSource {
        if encoding == nil { findings.add(.utf16, "encoded in UTF-16") }
        return TranscodingSource(source, unit)
    }
}

/// The container format of a file, recognized from its first bytes.
private struct Container {
    enum Kind {
        case gzip, zstd
        case refused(what: String, advice: String)
    }

    var magic: [UInt8]
    var kind: Kind

    private static let pickle = Kind.refused(what: "a pickle", advice: FileFormat.pickleAdvice)

    static let all: [Container] =
        [
            Container(magic: [0x1F, 0x8B], kind: .gzip), Container(magic: [0x28, 0xB5, 0x2F, 0xFD], kind: .zstd),
        ] + (0x50...0x5F).map { Container(magic: [$0, 0x2A, 0x4D, 0x18], kind: .zstd) } + [
            Container(
                magic: Array("PK\u{3}\u{4}".utf8),
                kind: .refused(what: "a zip archive or a spreadsheet", advice: "unpack it, or save the sheet as CSV")),
            Container(
                magic: [0xFD, 0x37, 0x7A, 0x58, 0x5A], kind: .refused(what: "an xz file", advice: "unpack it with unxz")
            ),
            Container(
                magic: Array("PAR1\u{15}".utf8),
                kind: .refused(what: "a Parquet file", advice: FileFormat.parquetAdvice)),
            Container(
                magic: Array("ARROW1\0\0".utf8),
                kind: .refused(what: "an Arrow file", advice: FileFormat.arrowAdvice)),
            Container(
                magic: [0xFF, 0xFF, 0xFF, 0xFF], kind: .refused(what: "an Arrow stream", advice: FileFormat.arrowAdvice)
            ),
            Container(
                magic: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
                kind: .refused(what: "an old spreadsheet or document", advice: "save the sheet as CSV")),
            Container(
                magic: Array("SQLite format 3\0".utf8),
                kind: .refused(what: "an SQLite database", advice: "write the rows as CSV: sqlite3 -csv -header")),
            Container(magic: [0x80, 0x04, 0x95], kind: pickle), Container(magic: [0x80, 0x05, 0x95], kind: pickle),
        ]
        + (1...9).map { level in
            Container(
                magic: Array("BZh\(level)1AY".utf8),
                kind: .refused(what: "a bzip2 file", advice: "unpack it with bunzip2"))
        }
}

/// A source whose first bytes can be examined before they are read.
private final class PeekedSource: ByteSource {
    private let source: any ByteSource
    private var first: [UInt8] = []
    private var position = 0

    init(_ source: any ByteSource) { self.source = source }

    /// Tells whether the upcoming bytes begin with `magic`; reads ahead only as long as they may.
    func begins(with magic: [UInt8]) throws -> Bool {
        while true {
            guard zip(first, magic).allSatisfy(==) else { return false }
            if first.count >= magic.count { return true }
            let found = try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
                Array(buffer[..<(try source.read(into: buffer))])
            }
            if found.isEmpty { return false }
            first += found
        }
    }

    /// The first `count` bytes, or fewer if the source is shorter.
    func first(_ count: Int) throws -> ArraySlice<UInt8> {
        while first.count < count {
            let found = try withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
                Array(buffer[..<(try source.read(into: buffer))])
            }
            if found.isEmpty { break }
            first += found
        }
        return first.prefix(count)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard position < first.count else { return try source.read(into: buffer) }
        let count = min(buffer.count, first.count - position)
        buffer.copyBytes(from: first[position..<position + count])
        position += count
        return count
    }
}
