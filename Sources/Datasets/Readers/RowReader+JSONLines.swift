import InputOutput

/// The keys that hold text, pair and label, as they are written in the first objects.
struct JSONKeys {
    var text: String
    var pair: String?
    var label: String?
    /// The keys of several labels; their positions are not used.
    var labelColumns: [LabelColumn] = []
    /// The index of each key in ``labelColumns``.
    var labelKeys: [String: Int] = [:]

    /// - Parameter layout: The positions of the keys among the names.
    init(_ names: [String], _ layout: ColumnLayout) {
        text = names[layout.text]
        pair = layout.pair.map { names[$0] }
        label = layout.label.map { names[$0] }
        labelColumns = layout.labelColumns
        labelKeys = Dictionary(
            layout.labelColumns.enumerated().map { (names[$1.position], $0) },
            uniquingKeysWith: { first, _ in first })
    }
}

/// A value in a line of JSON.
private struct LineValue {
    var value: JSONValue
    /// The value as it is written.
    var written: String
}

extension RowReader {
    /// The next row of a file of JSON objects.
    func nextObject() throws -> RowResult? {
        if try findJSONLayout() == .lines { return try nextLineObject() }
        try findKeys()
        guard let line = try nextElement() else { return nil }
        json.line = line
        // The sample may have contained only the beginning of an object.
        if keys == nil {
            let found = record.withUnsafeBytes { JSONRows.members(of: $0, .objects) }
            if found.objects > 0 { try setKeys(found, after: line - 1) }
        }
        return record.withUnsafeBytes { result(line: line, $0, fault: nil, row) }
    }

    private func nextLineObject() throws -> RowResult? {
        while true {
            try findKeys()
            guard let line = try withoutMark(lines.nextLine()) else { return nil }
            if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
            json.line = lines.lineNumber
            return result(line: json.line, line.bytes, fault: fault(of: line), row)
        }
    }

    private func row(_ line: UnsafeRawBufferPointer) throws -> Row {
        guard let keys else {
            try scan(line) { _, _, _ in }
            throw json.problem ?? FledgeError(.data, at: place(json.line), "no keys are known for this object")
        }
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
        try checkLength(longest, "value", json.line)
        return Row(
            text: try string(text, "text", keys.text),
            pair: try keys.pair.map { try string(pair, "pair", $0) },
            label: try keys.labelColumns.isEmpty ? label.flatMap(wantedLabelText) : labels(marks, keys),
            line: json.line,
            source: keepsSource ? String(decoding: line, as: UTF8.self) : nil)
    }

    /// Finds the keys of text, pair and label in the next objects, which are to JSON what the header is to a table.
    ///
    /// - Throws: ``InputOutput/FledgeError`` if no object of a file has them. In a stream, of which only one object may
    ///   have arrived, that object is a bad row.
    private func findKeys() throws {
        guard keys == nil, lines.lineNumber >= json.searchedLine, let layout = json.layout else { return }
        let found = try lines.withSample(ofAtLeast: sampleSize) { sample, _ in JSONRows.members(of: sample, layout) }
        guard found.objects > 0 else {
            json.searchedLine = lines.lineNumber + found.lines
            return
        }
        try setKeys(found, after: lines.lineNumber)
    }

    /// Takes the keys from the members of objects.
    ///
    /// - Parameter line: The number of the line before the first object.
    private func setKeys(_ found: JSONRows.Members, after line: Int) throws {
        let names = found.counts.map(\.name)
        var selection = columns
        // Prodigy's choices; the options are all that could have been chosen.
        if selection.label == nil, selection.labelColumns.isEmpty, names.contains("accept"), names.contains("options"),
            !ColumnSelection.labelNames.contains(where: names.contains)
        {
            selection.label = "accept"
        }
        do {
            let columns = try ColumnLayout(
                names: names, counts: found.counts.map(\.count), selection: selection,
                requiresLabel: requirements.label, place: place(line + found.firstLine))
            keys = JSONKeys(names, columns)
            json.names = names
        } catch var error as FledgeError {
            if isStream, error.category == .data, found.objects < 10 {
                json.searchedLine = line + found.firstLine
                json.problem = error
                return
            }
            if names.contains("data"), names.contains("annotations") || names.contains("completions") {
                error.advice = "the file looks like Label Studio's JSON export: export it as JSON-MIN or CSV"
            } else if found.objects == 1, let advice = adviceForDocument(names) {
                error.advice = advice
            }
            throw error
        }
    }

    /// Passes each member of the line's object to `body`, with the range of its value.
    private func scan(
        _ line: UnsafeRawBufferPointer, _ body: (_ name: String, _ value: JSONValue, _ range: Range<Int>) -> Void
    ) throws {
        var reader = JSONReader(line)
        reader.replacesLoneSurrogates = true
        do {
            try reader.readObject { name, reader in
                _ = reader.nextByte()
                let start = reader.position
                let value = try reader.readValue()
                body(name, value, start..<reader.position)
            }
            try reader.expectEnd()
        } catch let error as JSONSyntaxError {
            let isLine = json.layout == .lines
            if isLine, line[error.offset...].prefix(1).first == UInt8(ascii: ","),
                line[error.offset...].dropFirst().allSatisfy({ $0 == 0x20 || $0 == 0x09 })
            {
                throw FledgeError(
                    .data, at: place(json.line), "a comma follows the object", expected: "the end of the line",
                    advice: "remove the commas at the ends of lines, or put brackets around all lines to make an array")
            }
            throw FledgeError(
                .data, at: place(json.line), "broken JSON at byte \(error.offset) of the \(isLine ? "line" : "row")",
                expected: error.expected, found: error.found,
                advice: isLine ? "write one JSON object a line, or one array of objects" : nil)
        }
        if reader.loneSurrogateCount > 0 {
            rowFindings.add(.loneSurrogate, line: json.line, "half of a surrogate pair is read as U+FFFD")
        }
    }

    private func string(_ found: LineValue?, _ role: String, _ key: String) throws -> String {
        guard let found else {
            throw FledgeError(.data, at: place(json.line), "the object has no key \"\(key)\" for the \(role)")
        }
        guard let string = found.value.stringValue else {
            let isColumn = if case .object = found.value { resultCount == 0 } else { false }
            throw FledgeError(
                .data, at: place(json.line), "the \(role) is not a string",
                expected: "a string for the key \"\(key)\"", found: Spelling.shortened(found.written),
                advice: isColumn
                    ? "the file may have an object for each column, as pandas' to_json() writes by default: "
                        + "write it with orient=\"records\"" : nil)
        }
        return string
    }

    /// If labels were not requested, a value that cannot be a label is ignored.
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
        case .array(let elements) where elements.isEmpty: return nil
        case .array(let elements) where elements.allSatisfy(\.isScalar):
            // A list may hold a single label; its meaning is decided once all labels are known.
            return JSONValue.array(elements).compactText
        case .object(let members) where members["choices"]?.arrayValue != nil:
            // Label Studio's form of several choices.
            return try labelText(LineValue(value: members["choices"] ?? .null, written: found.written))
        case .array, .object:
            let areSpans =
                found.value.arrayValue?.allSatisfy { $0["start"] != nil || $0.arrayValue?.first?.integerValue != nil }
                ?? false
            throw FledgeError(
                .data, at: place(json.line),
                areSpans ? "the label is a list of spans" : "the label is not a single value",
                expected: columns.hasSeveralLabels
                    ? "a string, number or boolean, or an array of strings" : "a string, number or boolean",
                found: Spelling.shortened(found.written),
                advice: areSpans ? "the task entities is for spans of texts (--task entities)" : nil)
        }
    }

    /// One of several labels; numbers are as common as names.
    private func element(_ value: JSONValue, of list: LineValue) throws -> String {
        let place = place(json.line)
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
        let place = place(json.line)
        return LabelList.joined(
            try zip(keys.labelColumns, marks).filter { column, mark in
                guard let mark else {
                    throw FledgeError(.data, at: place, "the object has no key for the label \"\(column.name)\"")
                }
                return try isSet(column, mark.value.stringValue ?? mark.written, json.line)
            }.map(\.0.name))
    }
}
