import InputOutput

extension Vocabulary {
    /// Reads a vocab.txt with one piece per line, whose id is the line number from 0.
    ///
    /// As in the reference, whitespace at the end of a line is not part of the piece, and of equal lines the last one
    /// counts; the ids of the others are gaps.
    ///
    /// - Throws: `FledgeError` if the file cannot be read, is empty or is not UTF-8.
    public init(file path: String) throws {
        let file = try MappedFile(path: path)
        try self.init(lines: file.bytes.bindMemory(to: UInt8.self), of: path)
    }

    init(lines bytes: UnsafeBufferPointer<UInt8>, of path: String) throws {
        guard !bytes.isEmpty else {
            throw FledgeError(.data, at: path, "the vocabulary is empty", expected: "one piece a line")
        }
        guard bytes.count <= Int32.max else {
            throw FledgeError(.data, at: path, "the vocabulary is too large", expected: "less than 2 GiB")
        }
        if let offset = UTF8Validation.firstInvalidByte(in: UnsafeRawBufferPointer(bytes)) {
            let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
            throw FledgeError(
                .data, at: "\(path):\(line)", "the vocabulary is not UTF-8",
                found: "an invalid byte at offset \(offset)",
                advice: "convert the file to UTF-8")
        }
        var pieces = PieceBytes()
        pieces.reserveCapacity(pieces: bytes.count / 7, bytes: bytes.count)
        var start = 0
        while start < bytes.count {
            let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = UnsafeBufferPointer(rebasing: bytes[start..<newline])
            pieces.append(UnsafeBufferPointer(rebasing: line[..<Self.endOfPiece(in: line)]))
            start = newline + 1
        }
        let place: (Int) -> String = { "\(path):\($0 + 1)" }
        if let vocabulary = try? Vocabulary(pieces, place: place) {
            self = vocabulary
        } else {
            let gaps = pieces.idsOfEarlierDuplicates
            try self.init(pieces.emptied(at: gaps), gaps: gaps, place: place)
        }
    }

    /// The start of the whitespace at the end of a line.
    private static func endOfPiece(in line: UnsafeBufferPointer<UInt8>) -> Int {
        var end = line.count
        while end > 0 {
            let (scalar, length) = UTF8Bytes.scalar(in: line, endingAt: end)
            guard ScalarTraits.Table.shared[scalar].contains(.whitespace) else { break }
            end -= length
        }
        return end
    }

    /// Tells whether a vocab.txt has the same pieces, regardless of its line ends.
    func isSame(asLines lines: UnsafeBufferPointer<UInt8>, of path: String) -> Bool {
        if let content = try? fileContent(), content.elementsEqual(lines) { return true }
        guard let other = try? Vocabulary(lines: lines, of: path), other.count == count else { return false }
        return pieces.bytes.withUnsafeBufferPointer { bytes in
            (0..<count).allSatisfy { id in
                let piece = UnsafeBufferPointer(rebasing: bytes[pieces.range(of: id)])
                return piece[..<Self.endOfPiece(in: piece)].elementsEqual(
                    other.pieces.bytes[other.pieces.range(of: id)])
            }
        }
    }

    /// The content of a vocab.txt with these pieces.
    ///
    /// - Throws: `FledgeError` with category `usage` if a piece contains a line break, which the format does not allow.
    func fileContent() throws -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(pieces.bytes.count + count)
        try pieces.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<count {
                let piece = UnsafeBufferPointer(rebasing: bytes[pieces.range(of: id)])
                if piece.contains(UInt8(ascii: "\n")) || piece.last == UInt8(ascii: "\r") {
                    throw FledgeError(
                        .usage, "the piece of id \(id) holds a line break, which vocab.txt cannot carry",
                        found: JSONValue.quoted(pieces[id]))
                }
                content.append(contentsOf: piece)
                content.append(UInt8(ascii: "\n"))
            }
        }
        return content
    }
}
