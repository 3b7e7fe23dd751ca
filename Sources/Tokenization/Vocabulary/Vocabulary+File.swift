import InputOutput

extension Vocabulary {
    /// Reads a vocab.txt: one piece a line, ids from 0 in the order of the lines; lines may end in CRLF.
    ///
    /// - Throws: `FledgeError` where the file cannot be read, is empty, is not UTF-8 or has a piece twice.
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
            var end = newline
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            pieces.append(UnsafeBufferPointer(rebasing: bytes[start..<end]))
            start = newline + 1
        }
        try self.init(pieces) { "\(path):\($0 + 1)" }
    }

    /// The content of a vocab.txt with these pieces.
    ///
    /// - Throws: `FledgeError` with category `usage` where a piece holds a line break, which the format cannot carry.
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
