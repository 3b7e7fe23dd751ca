import InputOutput

extension RowReader {
    /// Determines the layout of the objects in the file.
    func findJSONLayout() throws -> JSONRows.Layout {
        if let known = json.layout { return known }
        let found = try lines.withSample(ofAtLeast: sampleSize) { sample, _ in JSONRows.layout(of: sample) }
        json.layout = found
        switch found {
        case .lines: break
        case .array: rowFindings.add(.jsonArray, "one JSON array of rows")
        case .objects: rowFindings.add(.jsonObjects, "JSON objects over several lines")
        }
        return found
    }

    /// Reads the next object of an array, or the next one of objects that span lines, into ``record``.
    ///
    /// - Returns: The line on which it begins; `nil` after the last.
    /// - Throws: ``InputOutput/FledgeError`` with category `data` if an object is missing.
    func nextElement() throws -> Int? {
        let isArray = json.layout == .array
        if !isArray { json.expectation = .elementOrEnd }
        while let byte = try nextByte() {
            switch (json.expectation, byte) {
            case (.opening, UInt8(ascii: "[")): json.expectation = .elementOrEnd
            case (.elementOrEnd, UInt8(ascii: "]")) where isArray, (.separatorOrEnd, UInt8(ascii: "]")):
                json.expectation = .nothing
            case (.separatorOrEnd, UInt8(ascii: ",")): json.expectation = .element
            case (.elementOrEnd, _), (.element, _):
                json.expectation = .separatorOrEnd
                return try takeElement(byte)
            default: throw unexpected(byte)
            }
            lines.consume(1)
        }
        if isArray, json.expectation != .nothing { throw cutOff("the array") }
        return nil
    }

    /// The next byte that is not whitespace; `nil` at the end.
    private func nextByte() throws -> UInt8? {
        while case let bytes = try lines.nextBytes(), !bytes.isEmpty {
            let isMark = lines.lineNumber == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
            guard let start = bytes.firstIndex(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
                lines.consume(bytes.count)
                continue
            }
            lines.consume(isMark ? 3 : start)
            if !isMark { return bytes[start] }
        }
        return nil
    }

    private func takeElement(_ first: UInt8) throws -> Int {
        let line = lines.lineNumber + 1
        record.removeAll(keepingCapacity: true)
        let isNested = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        // Anything that is not an object is rejected later; it ends at the array's next separator.
        guard isNested else {
            while case let bytes = try lines.nextBytes(), !bytes.isEmpty {
                let end = bytes.firstIndex { [UInt8(ascii: ","), UInt8(ascii: "]"), 0x0A].contains($0) }
                record.append(contentsOf: bytes[..<(end ?? bytes.count)])
                lines.consume(end ?? bytes.count)
                if end != nil { break }
            }
            return line
        }
        var scanner = JSONElementScanner()
        while case let bytes = try lines.nextBytes(), !bytes.isEmpty {
            let end = scanner.end(in: bytes)
            record.append(contentsOf: bytes[..<(end ?? bytes.count)])
            lines.consume(end ?? bytes.count)
            if end != nil {
                // A string cannot contain a line break, so replacing them with spaces changes nothing.
                for index in record.indices where record[index] == 0x0A || record[index] == 0x0D {
                    record[index] = 0x20
                }
                return line
            }
            guard record.count <= LineReader.longestLine else {
                throw FledgeError(
                    .data, at: place(line), "a JSON object is too long",
                    expected: "at most \(LineReader.longestLine) bytes",
                    advice: "write one JSON object a line, or an array of objects")
            }
        }
        throw cutOff("the object that begins here", line)
    }

    private func cutOff(_ what: String, _ line: Int? = nil) -> FledgeError {
        FledgeError(
            .data, at: place(line ?? lines.lineNumber + 1), "the file ends within \(what)",
            advice: "the file may have been cut off; the rows before this line can be read")
    }

    private func unexpected(_ byte: UInt8) -> FledgeError {
        let found = (0x21...0x7E).contains(byte) ? "'\(UnicodeScalar(byte))'" : "the byte \(byte)"
        let expected =
            switch json.expectation {
            case .opening: "'['"
            case .nothing: "the end of the file"
            case .elementOrEnd, .element: "an object"
            case .separatorOrEnd: "',' or ']'"
            }
        return FledgeError(
            .data, at: place(lines.lineNumber + 1), "the array of rows is broken", expected: expected, found: found)
    }

    /// Advice for a file with one object that seems to contain the rows; `nil` if it does not.
    func adviceForDocument(_ names: [String]) -> String? {
        let wrapping = ["data", "rows", "examples", "items", "records", "instances", "documents", "train", "test"]
        if names.contains("columns"), names.contains("data") || names.contains("index") {
            return "the file looks like pandas' orient=\"split\": write it with orient=\"records\""
        }
        if let name = names.first(where: { wrapping.contains($0.lowercased()) }) {
            return
                "the rows seem to be in \"\(name)\": write them as an array of their own, for instance with jq '.\(name)'"
        }
        return nil
    }
}
