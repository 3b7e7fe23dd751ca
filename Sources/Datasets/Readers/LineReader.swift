import Foundation
public import InputOutput

/// The lines of a file or stream, one at a time.
///
/// A file is mapped into memory; a stream, such as standard input, goes through one buffer that holds a piece of the
/// stream and grows only for a longer line. Lines end with LF or CRLF; a byte order mark at the start is skipped.
public final class LineReader {
    /// The file's path or the stream's name, for errors.
    public let name: String
    /// The number of the line that was read last, from 1; 0 before the first.
    public private(set) var lineNumber = 0

    /// Whether invalid UTF-8 is replaced by U+FFFD and counted rather than refused.
    public var replacesInvalidUTF8 = false
    /// How many ill-formed sequences were replaced so far.
    public private(set) var replacementCount = 0

    /// Whether the line that was read last ended with CRLF.
    private(set) var endsWithCarriageReturn = false

    private let file: MappedFile?
    private let descriptor: Int32
    private let longestLine: Int
    private let isInterrupted: () -> Bool
    private var buffer: UnsafeMutableRawBufferPointer
    private var bytes: UnsafeRawBufferPointer
    private var position = 0
    private var isAtEnd: Bool
    private var markLength = 0
    private var repairedLine: UnsafeMutableRawBufferPointer?

    /// Reads the lines of a mapped file.
    public init(file: MappedFile) {
        self.file = file
        name = file.path
        descriptor = -1
        longestLine = .max
        isInterrupted = { false }
        buffer = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        bytes = file.bytes
        isAtEnd = true
    }

    /// Reads the lines of a stream; the caller keeps and closes the descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: An open file descriptor, 0 for standard input.
    ///   - name: What errors call the stream, for instance `standard input`.
    ///   - bufferSize: How many bytes are read at once.
    ///   - longestLine: The number of bytes in a line beyond which the input is refused.
    ///   - isInterrupted: Asked where a signal ended the wait for input; reading then ends with `CancellationError`.
    public init(
        descriptor: Int32, name: String, bufferSize: Int = 1 << 18, longestLine: Int = 1 << 28,
        isInterrupted: @escaping () -> Bool = { false }
    ) {
        precondition(bufferSize > 0, "the buffer needs room")
        file = nil
        self.name = name
        self.descriptor = descriptor
        self.longestLine = longestLine
        self.isInterrupted = isInterrupted
        buffer = .allocate(byteCount: bufferSize, alignment: 16)
        bytes = UnsafeRawBufferPointer(rebasing: buffer[..<0])
        isAtEnd = false
    }

    deinit {
        buffer.deallocate()
        repairedLine?.deallocate()
    }

    /// The next line without its end; `nil` after the last.
    ///
    /// - Throws: ``FledgeError`` with category `data` for invalid UTF-8 or a line that is too long, `inputOutput` where
    ///   reading fails.
    public func next() throws -> String? {
        guard let line = try nextBytes() else { return nil }
        return String(decoding: line, as: UTF8.self)
    }

    /// The first byte of what comes next that is no white space and no byte order mark; `nil` at the end.
    ///
    /// Looks no further than one buffer, and consumes nothing.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput` where reading fails.
    public func peek() throws -> UInt8? {
        while position == bytes.count, !isAtEnd { try refill() }
        return bytes[position...].first { !([0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF] as [UInt8]).contains($0) }
    }

    /// The next line as valid UTF-8 without its end. The bytes last until the next call.
    func nextBytes() throws -> UnsafeRawBufferPointer? {
        var searched = position
        while true {
            if let length = lineFeed(from: searched) { return try take(length, skipping: 1) }
            if isAtEnd { return position < bytes.count ? try take(bytes.count - position, skipping: 0) : nil }
            searched = bytes.count - position
            guard searched <= longestLine else {
                throw FledgeError(
                    .data, at: "\(name):\(lineNumber + 1)", "the line is too long",
                    expected: "at most \(longestLine) bytes")
            }
            try refill()
        }
    }

    /// The length of the line at the position, if a line feed follows `start`.
    private func lineFeed(from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - (base + position)
    }

    private func take(_ length: Int, skipping end: Int) throws -> UnsafeRawBufferPointer {
        var line = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
        position += length + end
        lineNumber += 1
        if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) {
            line = UnsafeRawBufferPointer(rebasing: line[3...])
            markLength = 3
        }
        if let offset = UTF8Validation.firstInvalidByte(in: line) {
            guard replacesInvalidUTF8 else { throw invalid(line, at: offset) }
            line = repair(line)
        }
        endsWithCarriageReturn = line.last == 0x0D
        return endsWithCarriageReturn ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    }

    /// The line with its ill-formed sequences replaced, in memory that lasts until the next one.
    private func repair(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let (text, count) = UTF8Validation.repaired(line)
        replacementCount += count
        repairedLine?.deallocate()
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        copy.copyBytes(from: text.utf8)
        repairedLine = copy
        return UnsafeRawBufferPointer(copy)
    }

    /// Moves what is left to the buffer's start and reads behind it.
    private func refill() throws {
        let rest = bytes.count - position
        if rest == buffer.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position...]))
            buffer.deallocate()
            buffer = larger
        } else if rest > 0, position > 0, let start = buffer.baseAddress {
            memmove(start, start + position, rest)
        }
        position = 0
        var count = read(descriptor, buffer.baseAddress.map { $0 + rest }, buffer.count - rest)
        while count < 0, errno == EINTR {
            if isInterrupted() { throw CancellationError() }
            count = read(descriptor, buffer.baseAddress.map { $0 + rest }, buffer.count - rest)
        }
        guard count >= 0 else { throw FledgeError.system(errno, at: name, while: "reading") }
        isAtEnd = count == 0
        bytes = UnsafeRawBufferPointer(rebasing: buffer[..<(rest + count)])
    }

    private func invalid(_ line: UnsafeRawBufferPointer, at offset: Int) -> FledgeError {
        let isUTF16 = lineNumber == 1 && (line.starts(with: [0xFF, 0xFE]) || line.starts(with: [0xFE, 0xFF]))
        let digits = String(line[offset], radix: 16, uppercase: true)
        let encoding = isUTF16 ? "UTF-16" : "LATIN1"
        return FledgeError(
            .data, at: "\(name):\(lineNumber)",
            "invalid UTF-8 at byte \(offset + (lineNumber == 1 ? markLength : 0)) of the line",
            found: "byte 0x\(digits.count < 2 ? "0" : "")\(digits)",
            advice: "convert the input to UTF-8, for instance with iconv -f \(encoding) -t UTF-8")
    }
}
