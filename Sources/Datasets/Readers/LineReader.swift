import Foundation
public import InputOutput

/// The lines of a file or stream, one at a time.
///
/// All input goes through one buffer that holds a piece of it and grows only for a longer line, so memory does not
/// depend on the input's size. Lines end with LF or CRLF, or with CR alone if the beginning of the input has no LF; a
/// byte order mark at the start is skipped. Input compressed with gzip or zstd, in one or several members, is
/// decompressed, and UTF-16 is converted to UTF-8.
public final class LineReader {
    /// The file's path or the stream's name, for errors.
    public let name: String
    /// The number of the last line read, from 1; 0 before the first.
    @exclusivity(unchecked) public private(set) var lineNumber = 0

    /// Replaces invalid UTF-8 with U+FFFD and counts it instead of rejecting it.
    public var replacesInvalidUTF8 = false
    /// The number of ill-formed sequences replaced so far.
    public private(set) var replacementCount = 0

    /// Tells whether the last line read ended with CRLF.
    @exclusivity(unchecked) private(set) var endsWithCarriageReturn = false

    /// Tells whether lines end with CR alone.
    private(set) var endsLinesWithCarriageReturn = false

    private let source: TextSource
    private let bufferSize: Int
    private let longestLine: Int
    private var buffer: UnsafeMutableRawBufferPointer
    // Only one thread reads at a time; checks of exclusive access would take a tenth of the time of a line.
    @exclusivity(unchecked) private var bytes: UnsafeRawBufferPointer
    @exclusivity(unchecked) private var position = 0
    @exclusivity(unchecked) private var isAtEnd = false
    /// Tells whether the next line begins after the rest of one that was too long.
    @exclusivity(unchecked) private var skipsRest = false
    /// The position to return to in ``rewind()``.
    @exclusivity(unchecked) private var held: (position: Int, lineNumber: Int)?
    private var repairedLine: UnsafeMutableRawBufferPointer?

    /// The maximum number of bytes in a line of a file, unless cells may be longer.
    static let longestLine = 1 << 26

    package init(
        source: any ByteSource, name: String, encoding: TextEncoding? = nil, bufferSize: Int = 1 << 18,
        longestLine: Int = LineReader.longestLine
    ) {
        precondition(bufferSize > 0, "the buffer needs room")
        self.source = TextSource(source, name: name, encoding: encoding)
        self.name = name
        self.bufferSize = bufferSize
        self.longestLine = longestLine
        buffer = .allocate(byteCount: bufferSize, alignment: 16)
        bytes = UnsafeRawBufferPointer(rebasing: buffer[..<0])
    }

    /// Reads the lines of a mapped file.
    public convenience init(file: MappedFile) { self.init(source: MappedSource(file), name: file.path) }

    /// Reads the lines of a stream; the caller owns and closes the descriptor.
    ///
    /// - Parameters:
    ///   - descriptor: An open file descriptor, 0 for standard input.
    ///   - name: The name of the stream in errors, for instance `standard input`.
    ///   - encoding: The character encoding; `nil` for UTF-8, or for UTF-16 if there is a byte order mark.
    ///   - bufferSize: The number of bytes to read at once.
    ///   - longestLine: The maximum number of bytes in a line.
    ///   - isInterrupted: Called if a signal interrupted a read; if true, reading ends with `CancellationError`.
    public convenience init(
        descriptor: Int32, name: String, encoding: TextEncoding? = nil, bufferSize: Int = 1 << 18,
        longestLine: Int = 1 << 28,
        isInterrupted: @escaping () -> Bool = { false }
    ) {
        self.init(
            source: DescriptorSource(descriptor: descriptor, name: name, isInterrupted: isInterrupted), name: name,
            encoding: encoding, bufferSize: bufferSize, longestLine: longestLine)
    }

    deinit {
        buffer.deallocate()
        repairedLine?.deallocate()
    }

    /// The next line without its line end; `nil` after the last.
    ///
    /// - Throws: ``FledgeError`` with category `data` for invalid UTF-8 or a line that is too long, `inputOutput` if
    ///   reading fails.
    public func next() throws -> String? {
        guard let line = try nextLine() else { return nil }
        if let fault = fault(of: line) { throw fault }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// The first upcoming byte that is not whitespace or part of a byte order mark; `nil` at the end.
    ///
    /// It looks at most one buffer ahead, and consumes nothing.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput` if reading fails.
    public func peek() throws -> UInt8? {
        while position == bytes.count, !isAtEnd { try refill() }
        return bytes[position...].first { !([0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF] as [UInt8]).contains($0) }
    }

    /// Tells whether the upcoming input begins with a brace, or with a bracket and a brace; consumes nothing.
    ///
    /// - Throws: ``FledgeError`` with category `inputOutput` if reading fails.
    public func beginWithJSON() throws -> Bool {
        guard let first = try peek() else { return false }
        if first == UInt8(ascii: "{") { return true }
        guard first == UInt8(ascii: "[") else { return false }
        return try withSample { sample, _ in JSONRows.layout(of: sample) == .array }
    }

    /// The findings about bytes and lines, for instance that the input is compressed; empty for plain UTF-8.
    var findings: [DataFinding] {
        guard endsLinesWithCarriageReturn else { return source.findings.all }
        return source.findings.all + [DataFinding(.carriageReturns, file: name, "lines end in CR alone")]
    }

    /// Passes the beginning of the upcoming input to `body`, and whether that is all of it; consumes nothing.
    ///
    /// The sample has at least one line, but is at most a few buffers long.
    ///
    /// - Parameter size: The minimum number of bytes, if the input has as many.
    func withSample<Result>(
        ofAtLeast size: Int = 0, _ body: (_ sample: UnsafeRawBufferPointer, _ isAll: Bool) -> Result
    ) throws -> Result {
        var searched = position
        var hasLineFeed = lineFeed(from: searched) != nil
        while !isAtEnd, bytes.count - position < (hasLineFeed ? size : max(size, 1 << 20)) {
            let length = bytes.count - position
            try refill()
            searched = position + length
            hasLineFeed = hasLineFeed || lineFeed(from: searched) != nil
        }
        if lineNumber == 0, !hasLineFeed { endLinesWithCarriageReturnIfAny() }
        return body(UnsafeRawBufferPointer(rebasing: bytes[position...]), isAtEnd)
    }

    // MARK: Carriage returns

    /// Treats each CR that is not followed by an LF as a line end from now on.
    func endLinesWithCarriageReturn() {
        guard !endsLinesWithCarriageReturn else { return }
        endsLinesWithCarriageReturn = true
        replaceCarriageReturns(in: position..<bytes.count)
    }

    /// Treats CR as the line end if there is no LF in the input so far.
    private func endLinesWithCarriageReturnIfAny() {
        if bytes[position...].contains(0x0D) { endLinesWithCarriageReturn() }
    }

    private func replaceCarriageReturns(in range: Range<Int>) {
        for index in range where buffer[index] == 0x0D {
            if index + 1 < range.upperBound, buffer[index + 1] == 0x0A { continue }
            buffer[index] = 0x0A
        }
    }

    // MARK: Bytes

    /// The upcoming bytes, regardless of lines; empty only at the end. They are valid until more is read.
    func nextBytes() throws -> UnsafeRawBufferPointer {
        while position == bytes.count, !isAtEnd { try refill() }
        return UnsafeRawBufferPointer(rebasing: bytes[position...])
    }

    /// Skips some of the upcoming bytes; ``lineNumber`` counts the lines that end in them.
    func consume(_ count: Int) {
        lineNumber += bytes[position..<position + count].count { $0 == 0x0A }
        position += count
    }

    // MARK: Lines as bytes

    /// A line without its line end. The bytes are valid until the next line is read.
    struct Line {
        var bytes: UnsafeRawBufferPointer
        /// Tells whether the line is too long, so that only its beginning is available.
        var isCut = false
        /// The offset of the first byte that is not UTF-8, not counting a byte order mark.
        var invalidOffset: Int?
        /// The number of bytes of the byte order mark before it.
        var markLength = 0
    }

    /// The next line; `nil` after the last.
    func nextLine() throws -> Line? {
        if skipsRest { try skipLine() }
        var searched = position
        while true {
            if let length = lineFeed(from: searched) { return take(length, skipping: 1) }
            let length = bytes.count - position
            if lineNumber == 0, !endsLinesWithCarriageReturn, isAtEnd || length >= 1 << 18 {
                endLinesWithCarriageReturnIfAny()
                if endsLinesWithCarriageReturn {
                    searched = position
                    continue
                }
            }
            if isAtEnd { return position < bytes.count ? take(length, skipping: 0) : nil }
            guard length <= longestLine else {
                skipsRest = true
                return take(length, skipping: 0, isCut: true)
            }
            try refill()
            searched = position + length
        }
    }

    /// Marks the position after the last line read, to which ``rewind()`` returns, and keeps the following lines in
    /// memory until then or until ``release()``.
    func hold() { held = (position, lineNumber) }

    /// Releases the lines that ``hold()`` kept.
    func release() { held = nil }

    /// Returns to the position marked by ``hold()``.
    func rewind() {
        guard let held else { return }
        (position, lineNumber) = held
        skipsRest = false
        self.held = nil
    }

    /// The error of the last line read, if it is too long or not UTF-8.
    func fault(of line: Line) -> FledgeError? {
        if line.isCut {
            return FledgeError(
                .data, at: "\(name):\(lineNumber)", "the line is too long", expected: "at most \(longestLine) bytes")
        }
        guard let offset = line.invalidOffset else { return nil }
        let digits = String(line.bytes[offset], radix: 16, uppercase: true)
        return FledgeError(
            .data, at: "\(name):\(lineNumber)", "invalid UTF-8 at byte \(offset + line.markLength) of the line",
            found: "byte 0x\(digits.count < 2 ? "0" : "")\(digits)",
            advice: "name another encoding (--encoding windows-1252), or convert the input: iconv -f LATIN1 -t UTF-8")
    }

    /// The length of the line at the current position, if a line feed follows `start`.
    private func lineFeed(from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, 0x0A, bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - (base + position)
    }

    private func take(_ length: Int, skipping end: Int, isCut: Bool = false) -> Line {
        var line = Line(bytes: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]), isCut: isCut)
        position += length + end
        lineNumber += 1
        if lineNumber == 1, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            line.bytes = UnsafeRawBufferPointer(rebasing: line.bytes[3...])
            line.markLength = 3
        }
        if let offset = UTF8Validation.firstInvalidByte(in: line.bytes) {
            if replacesInvalidUTF8 { line.bytes = repair(line.bytes) } else { line.invalidOffset = offset }
        }
        endsWithCarriageReturn = line.bytes.last == 0x0D
        if endsWithCarriageReturn { line.bytes = UnsafeRawBufferPointer(rebasing: line.bytes.dropLast()) }
        return line
    }

    private func skipLine() throws {
        skipsRest = false
        while true {
            if let length = lineFeed(from: position) {
                position += length + 1
                return
            }
            position = bytes.count
            if isAtEnd { return }
            try refill()
        }
    }

    /// The line with its ill-formed sequences replaced, in memory that is valid until the next one.
    private func repair(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let (text, count) = UTF8Validation.repaired(line)
        replacementCount += count
        repairedLine?.deallocate()
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
        copy.copyBytes(from: text.utf8)
        repairedLine = copy
        return UnsafeRawBufferPointer(copy)
    }

    // MARK: The buffer

    /// Moves the bytes that are still needed to the buffer's start and reads more after them.
    private func refill() throws {
        let start = min(position, held?.position ?? position)
        let rest = bytes.count - start
        let size = max(rest == buffer.count ? buffer.count * 2 : rest * 2, bufferSize)
        if rest == buffer.count || size < buffer.count / 4 {
            let other = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
            other.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start...]))
            buffer.deallocate()
            buffer = other
        } else if rest > 0, start > 0, let base = buffer.baseAddress {
            memmove(base, base + start, rest)
        }
        position -= start
        held?.position -= start
        let count: Int
        do {
            count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[rest...]))
        } catch var fault as DecompressionFault {
            fault.advice += "; the rows before this line can be read"
            throw fault.error(at: "\(name):\(lineNumber + 1)")
        }
        isAtEnd = count == 0
        if endsLinesWithCarriageReturn { replaceCarriageReturns(in: rest..<rest + count) }
        bytes = UnsafeRawBufferPointer(rebasing: buffer[..<(rest + count)])
    }
}
