import InputOutput

/// The keys that hold text, pair and label, as the first object writes them.
struct JSONKeys {
    var text: String
    var pair: String?
    var label: String?
}

extension RowReader {
    /// The next row of a JSON Lines file.
    func nextObject() throws -> Row? {
        while let line = try lines.nextBytes() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            let keys = try keys ?? findKeys(line)
            return try checked(row(line, keys))
        }
        return nil
    }

    private func row(_ line: UnsafeRawBufferPointer, _ keys: JSONKeys) throws -> Row {
        var text: JSONValue?
        var pair: JSONValue?
        var label: JSONValue?
        try scan(line) { key, value in
            if key.equals(keys.text, in: line) {
                text = value
            } else if let name = keys.pair, key.equals(name, in: line) {
                pair = value
            } else if let name = keys.label, key.equals(name, in: line) {
                label = value
            }
        }
        return Row(
            text: try string(text, "text", keys.text, line),
            pair: try keys.pair.map { try string(pair, "pair", $0, line) },
            label: try label.flatMap { try labelText($0, line) },
            line: lines.lineNumber,
            source: keepsSource ? String(decoding: line, as: UTF8.self) : nil)
    }

    /// The keys of the first object are to JSON Lines what the header is to a table.
    private func findKeys(_ line: UnsafeRawBufferPointer) throws -> JSONKeys {
        var names: [String] = []
        try scan(line) { key, _ in names.append(key.text(in: line)) }
        let layout = try ColumnLayout(
            names: names, selection: columns, requiresLabel: requiresLabel, place: place(lines.lineNumber))
        let found = JSONKeys(
            text: names[layout.text], pair: layout.pair.map { names[$0] }, label: layout.label.map { names[$0] })
        keys = found
        return found
    }

    private func scan(
        _ line: UnsafeRawBufferPointer, _ body: (_ key: JSONValue, _ value: JSONValue) -> Void
    ) throws {
        var scanner = JSONScanner(line)
        do {
            try scanner.members(body)
        } catch {
            let rest = String(decoding: line[error.offset...].prefix(80), as: UTF8.self)
            throw FledgeError(
                .data, at: place(lines.lineNumber), "broken JSON at byte \(error.offset) of the line: \(error.message)",
                expected: "one JSON object a line",
                found: rest.isEmpty ? "the end of the line" : Spelling.shortened(rest, to: 24))
        }
    }

    private func string(
        _ value: JSONValue?, _ role: String, _ key: String, _ line: UnsafeRawBufferPointer
    ) throws -> String {
        guard let value else {
            throw FledgeError(.data, at: place(lines.lineNumber), "the object has no key \"\(key)\" for the \(role)")
        }
        guard value.kind == .string else {
            throw FledgeError(
                .data, at: place(lines.lineNumber), "the \(role) is not a string",
                expected: "a string for the key \"\(key)\"", found: value.shown(in: line))
        }
        return value.text(in: line)
    }

    private func labelText(_ value: JSONValue, _ line: UnsafeRawBufferPointer) throws -> String? {
        switch value.kind {
        case .null:
            return nil
        case .string, .number, .boolean:
            let text = value.text(in: line)
            return text.isBlank ? nil : text
        case .array, .object:
            throw FledgeError(
                .data, at: place(lines.lineNumber), "the label is not a single value",
                expected: "a string, number or boolean", found: value.shown(in: line))
        }
    }
}

extension JSONValue {
    /// Whether a key is this name.
    fileprivate func equals(_ name: String, in line: UnsafeRawBufferPointer) -> Bool {
        hasEscapes ? text(in: line) == name : line[range].elementsEqual(name.utf8)
    }
}
