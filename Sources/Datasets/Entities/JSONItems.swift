import InputOutput

/// The values that a JSON file holds one of for each text: a line each, or the elements of an array.
struct JSONItems {
    let file: MappedFile

    /// Gives each value with its place to `body`.
    func read(_ body: (JSONValue, EntityPlace) throws -> Void) throws {
        let content = Self.withoutMark(file.bytes)
        if try !isDocument(content) { return try readLines(body) }
        try JSONReader.readDocument(content, path: file.path) { reader in
            guard reader.nextByte() == UInt8(ascii: "[") else {
                let place = EntityPlace(line: reader.line(at: reader.position))
                return try Self.expand(reader.readValue(), at: place, body)
            }
            var (line, counted, number) = (1, 0, 0)
            try reader.readArray { reader in
                _ = reader.nextByte()
                line += content[counted..<reader.position].count { $0 == UInt8(ascii: "\n") }
                counted = reader.position
                number += 1
                try body(reader.readValue(), EntityPlace(line: line, item: number))
            }
        }
    }

    /// The first value of the file, or the first element of its array; `nil` where there is none.
    func first() -> JSONValue? {
        var reader = JSONReader(Self.withoutMark(file.bytes))
        guard reader.nextByte() == UInt8(ascii: "["), startsArrayOfItems(Self.withoutMark(file.bytes)) else {
            return try? reader.readValue()
        }
        reader.advance()
        return try? reader.readValue()
    }

    /// Whether the file is one JSON text and not a text a line.
    private func isDocument(_ content: UnsafeRawBufferPointer) throws -> Bool {
        if startsArrayOfItems(content) { return true }
        guard let start = content.firstIndex(where: { !Self.isSpace($0) }), content[start] == UInt8(ascii: "{") else {
            return false
        }
        let end = content[start...].firstIndex(of: UInt8(ascii: "\n")) ?? content.count
        // An object that goes on after its first line; or a line that was cut off before another object.
        guard let next = content[end...].firstIndex(where: { !Self.isSpace($0) }) else { return false }
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: content[start..<end]))
        return (try? reader.readValue()) == nil && content[next] != UInt8(ascii: "{")
    }

    /// Whether the content is an array of arrays or objects; a line of spaCy's is an array that begins with a text.
    private func startsArrayOfItems(_ content: UnsafeRawBufferPointer) -> Bool {
        let marks = content.lazy.filter { !Self.isSpace($0) }.prefix(2)
        guard marks.first == UInt8(ascii: "["), let second = marks.dropFirst().first else { return false }
        return [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "]")].contains(second)
    }

    private func readLines(_ body: (JSONValue, EntityPlace) throws -> Void) throws {
        let lines = LineReader(file: file)
        while var line = try lines.next() {
            if line.utf8.allSatisfy(Self.isSpace) { continue }
            let place = EntityPlace(line: lines.lineNumber)
            let value = try line.withUTF8 { try self.value(in: UnsafeRawBufferPointer($0), at: place) }
            try Self.expand(value, at: place, body)
        }
        if lines.lineNumber == 0 { throw FledgeError(.data, at: file.path, "the file is empty") }
    }

    private func value(in line: UnsafeRawBufferPointer, at place: EntityPlace) throws -> JSONValue {
        var reader = JSONReader(line)
        do {
            let value = try reader.readValue()
            try reader.expectEnd()
            return value
        } catch let error as JSONSyntaxError {
            throw FledgeError(
                .data, at: place.written(file.path), "broken JSON at byte \(error.offset) of the line",
                expected: error.expected, found: error.found, advice: "write one JSON value a line")
        }
    }

    /// Gives an object, or the examples within one that has them with the list of types.
    private static func expand(
        _ value: JSONValue, at place: EntityPlace, _ body: (JSONValue, EntityPlace) throws -> Void
    ) throws {
        guard let examples = Self.examples(in: value) else { return try body(value, place) }
        for (index, example) in examples.enumerated() where example != .null {
            try body(example, EntityPlace(line: place.line, item: index + 1))
        }
    }

    /// The examples of an object with the members `classes` and `annotations`, as annotation tools for spaCy write it.
    static func examples(in value: JSONValue) -> [JSONValue]? {
        guard value["classes"] != nil else { return nil }
        return value["annotations"]?.arrayValue
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func withoutMark(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: bytes[3...]) : bytes
    }
}
