import InputOutput

/// The keys that hold text, pair and label, as the first object writes them.
struct JSONKeys {
    var text: String
    var pair: String?
    var label: String?
    /// The keys of several labels; their positions are of no use here.
    var labelColumns: [LabelColumn] = []
    /// The key of each of ``labelColumns``, and its place among them.
    var labelKeys: [String: Int] = [:]
}

/// A value in a line of JSON.
private struct LineValue {
    var value: JSONValue
    /// The value as it is written.
    var written: String
}

extension RowReader {
    /// The next row of a JSON Lines file.
    func nextObject() throws -> RowResult? {
        while let line = try lines.nextLine() {
            if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            var fault = fault(of: line)
            if fault == nil, keys == nil { fault = try findKeys(line.bytes) }
            return result(line: lines.lineNumber, line.bytes, fault: fault) { bytes in
                guard let keys else { throw emptyFile() }
                return try row(bytes, keys)
            }
        }
        return nil
    }

    private func row(_ line: UnsafeRawBufferPointer, _ keys: JSONKeys) throws -> Row {
        var text: LineValue?
        var pair: LineValue?
        var label: LineValue?
        var marks = [LineValue?](repeating: nil, count: keys.labelColumns.count)
        var longest = 0
        try scan(line) { name, value, range in
            if name == AnnotatorAnswers.key { answers.latest = value.stringValue }
            let mark = keys.labelKeys[name]
            guard name == keys.text || name == keys.pair || name == keys.label || mark != nil else { return }
            longest = max(longest, range.count)
            let found = LineValue(value: value, written: String(decoding: line[range], as: UTF8.self))
            if name == keys.text {
                text = found
            } else if name == keys.pair {
                pair = found
            } else if let mark {
                marks[mark] = found
            } else {
                label = found
            }
        }
        try checkLength(longest, "value", lines.lineNumber)
        return Row(
            text: try string(text, "text", keys.text),
            pair: try keys.pair.map { try string(pair, "pair", $0) },
            label: try keys.labelColumns.isEmpty ? label.flatMap(wantedLabelText) : labels(marks, keys),
            line: lines.lineNumber,
            source: keepsSource ? String(decoding: line, as: UTF8.self) : nil)
    }

    /// The keys of the first object are to JSON Lines what the header is to a table.
    ///
    /// - Returns: What is wrong with the line, if it is no object.
    private func findKeys(_ line: UnsafeRawBufferPointer) throws -> FledgeError? {
        var names: [String] = []
        do {
            try scan(line) { name, _, _ in names.append(name) }
        } catch let error as FledgeError {
            return error
        }
        let layout = try ColumnLayout(
            names: names, selection: columns, requiresLabel: requirements.label, place: place(lines.lineNumber))
        keys = JSONKeys(
            text: names[layout.text], pair: layout.pair.map { names[$0] }, label: layout.label.map { names[$0] },
            labelColumns: layout.labelColumns,
            labelKeys: Dictionary(
                layout.labelColumns.enumerated().map { (names[$1.position], $0) },
                uniquingKeysWith: { first, _ in first }))
        return nil
    }

    /// Gives each member of the line's object to `body`, with the place of its value.
    private func scan(
        _ line: UnsafeRawBufferPointer, _ body: (_ name: String, _ value: JSONValue, _ range: Range<Int>) -> Void
    ) throws {
        var reader = JSONReader(line)
        do {
            try reader.readObject { name, reader in
                _ = reader.nextByte()
                let start = reader.position
                let value = try reader.readValue()
                body(name, value, start..<reader.position)
            }
            try reader.expectEnd()
        } catch let error as JSONSyntaxError {
            throw FledgeError(
                .data, at: place(lines.lineNumber), "broken JSON at byte \(error.offset) of the line",
                expected: error.expected, found: error.found, advice: "write one JSON object a line")
        }
    }

    private func string(_ found: LineValue?, _ role: String, _ key: String) throws -> String {
        guard let found else {
            throw FledgeError(.data, at: place(lines.lineNumber), "the object has no key \"\(key)\" for the \(role)")
        }
        guard let string = found.value.stringValue else {
            throw FledgeError(
                .data, at: place(lines.lineNumber), "the \(role) is not a string",
                expected: "a string for the key \"\(key)\"", found: Spelling.shortened(found.written))
        }
        return string
    }

    /// Where nobody asked for labels, a value that cannot be one is none.
    private func wantedLabelText(_ found: LineValue) throws -> String? {
        requirements.label || columns.label != nil ? try labelText(found) : try? labelText(found)
    }

    private func labelText(_ found: LineValue) throws -> String? {
        switch found.value {
        case .null:
            return nil
        case .string(let text):
            return text.isBlank ? nil : text.trimmed
        case .bool, .integer, .number:
            return found.written
        case .array(let elements) where columns.hasSeveralLabels:
            return LabelList.joined(try elements.map { try element($0, of: found) })
        case .array(let elements) where elements.allSatisfy(\.isScalar):
            // A list may hold the one label; what it stands for is decided when all labels are known.
            return JSONValue.array(elements).compactText
        case .array, .object:
            throw FledgeError(
                .data, at: place(lines.lineNumber), "the label is not a single value",
                expected: columns.hasSeveralLabels
                    ? "a string, number or boolean, or an array of strings" : "a string, number or boolean",
                found: Spelling.shortened(found.written))
        }
    }

    /// One of several labels; numbers are as common as names.
    private func element(_ value: JSONValue, of list: LineValue) throws -> String {
        let place = place(lines.lineNumber)
        if case .string(let text) = value { return try LabelList.checked(text, at: place) }
        guard value.isScalar, value != .null else {
            throw FledgeError(
                .data, at: place, "a label in the array is not a string", expected: "strings",
                found: Spelling.shortened(list.written))
        }
        return value.compactText
    }

    /// The labels whose keys are set.
    private func labels(_ marks: [LineValue?], _ keys: JSONKeys) throws -> String? {
        let place = place(lines.lineNumber)
        return LabelList.joined(
            try zip(keys.labelColumns, marks).filter { column, mark in
                guard let mark else {
                    throw FledgeError(.data, at: place, "the object has no key for the label \"\(column.name)\"")
                }
                return try column.isSet(mark.value.stringValue ?? mark.written, at: place)
            }.map(\.0.name))
    }
}
