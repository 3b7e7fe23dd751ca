import InputOutput

/// The values of a JSON file with one value per text: one per line, or the elements of an array.
struct JSONItems {
    let file: MappedFile

    /// Passes each value with its place to `body`.
    func read(_ body: (JSONValue, EntityPlace) throws -> Void) throws {
        let content = Self.withoutMark(file.bytes)
        if try !isDocument(content) { return try readLines(body) }
        var (line, counted, number) = (1, 0, 0)
        try JSONReader.readDocument(content, path: file.path) { reader in
            func lineOfNext(_ reader: inout JSONReader) -> Int {
                _ = reader.nextByte()
                line += content[counted..<reader.position].count { $0 == UInt8(ascii: "\n") }
                counted = reader.position
                return line
            }
            repeat {
                let place = EntityPlace(line: lineOfNext(&reader))
                let rest = UnsafeRawBufferPointer(rebasing: content[reader.position...])
                guard startsArrayOfItems(rest) else {
                    try Self.expand(reader.readValue(), at: place, body)
                    continue
                }
                try reader.readArray { reader in
                    number += 1
                    let place = EntityPlace(line: lineOfNext(&reader), item: number)
                    try Self.expand(reader.readValue(), at: place, body)
                }
            } while reader.nextByte() != nil
        }
    }

    /// The first value of the file, or the first element of its array; `nil` if there is none.
    func first() -> JSONValue? {
        var reader = JSONReader(Self.withoutMark(file.bytes))
        guard reader.nextByte() == UInt8(ascii: "["), startsArrayOfItems(Self.withoutMark(file.bytes)) else {
            return try? reader.readValue()
        }
        reader.advance()
        return try? reader.readValue()
    }

    /// Tells whether the file is one JSON text rather than one text per line.
    private func isDocument(_ content: UnsafeRawBufferPointer) throws -> Bool {
        if startsArrayOfItems(content) { return true }
        guard let start = content.firstIndex(where: { !Self.isSpace($0) }),
            content[start] == UInt8(ascii: "{") || content[start] == UInt8(ascii: "[")
        else { return false }
        let end = content[start...].firstIndex(of: UInt8(ascii: "\n")) ?? content.count
        // A value that continues after its first line, or a line that was truncated before another value.
        guard let next = content[end...].firstIndex(where: { !Self.isSpace($0) }) else { return false }
        var reader = JSONReader(UnsafeRawBufferPointer(rebasing: content[start..<end]))
        return (try? reader.readValue()) == nil && content[next] != content[start]
    }

    /// Tells whether the content is an array of arrays or objects; a line in spaCy's format is an array that begins
    /// with a text.
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

    /// Passes on an object, or the examples within one that lists them together with types.
    private static func expand(
        _ value: JSONValue, at place: EntityPlace, _ body: (JSONValue, EntityPlace) throws -> Void
    ) throws {
        guard let examples = Self.examples(in: value) else { return try body(value, place) }
        for (index, example) in examples.enumerated() where example != .null {
            try body(example, EntityPlace(line: place.line, item: index + 1))
        }
    }

    /// The examples in one member of an object, regardless of the other members: `annotations`, as annotation tools for
    /// spaCy write it, or the only list of apparent examples. `nil` if the object is itself an example.
    static func examples(in value: JSONValue) -> [JSONValue]? {
        guard let members = value.objectValue else { return nil }
        let annotations = members["annotations"]?.arrayValue
        if let annotations {
            let first = annotations.first { $0 != .null }
            if first.map(SpaCyReader.isExample) ?? (members["classes"] != nil) { return annotations }
        }
        guard !SpanObjectReader.hasKnownKeys(members), !SpaCyReader.isDocument(value),
            !SpanObjectReader.textKeys.contains(where: { members[$0]?.stringValue != nil }),
            members["data"]?.objectValue == nil
        else { return nil }
        let lists = members.values.compactMap(\.arrayValue).filter { list in
            guard let first = list.first(where: { $0 != .null }) else { return false }
            let isObject = first.objectValue.map(SpanObjectReader.hasKnownKeys) ?? false
            return SpaCyReader.isExample(first) && first.arrayValue?.dropFirst().first?["entities"] != nil
                || isObject && first["start"] == nil
        }
        return lists.count == 1 ? lists[0] : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func withoutMark(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: bytes[3...]) : bytes
    }
}
