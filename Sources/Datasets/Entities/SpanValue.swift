import InputOutput

/// Reads character spans from the forms that JSON files use.
struct SpanValue {
    /// The place, for errors.
    let path: String

    /// The spans of `[start, end, type]` or of an object; several if it has several types.
    func spans(_ value: JSONValue) throws -> [CharacterSpan] {
        if let elements = value.arrayValue {
            guard elements.count >= 3, let start = elements[0].integerValue, let end = elements[1].integerValue,
                let type = elements[2].stringValue
            else { throw invalid(value) }
            return [CharacterSpan(start: start, end: end, type: try checked(type, value))]
        }
        guard value.objectValue != nil, let start = (value["start"] ?? value["start_offset"])?.integerValue,
            let end = (value["end"] ?? value["end_offset"])?.integerValue
        else { throw invalid(value) }
        let text = (value["text"] ?? value["word"])?.stringValue
        let types = try types(of: value)
        guard !types.isEmpty else { throw invalid(value) }
        return types.map { CharacterSpan(start: start, end: end, type: $0, text: text) }
    }

    private func types(of value: JSONValue) throws -> [String] {
        for key in ["label", "type", "labels", "hypertextlabels", "entity_group"] {
            guard let found = value[key] else { continue }
            if let type = found.stringValue { return [try checked(type, value)] }
            guard let types = found.arrayValue else { throw invalid(value) }
            return try types.map { try checked($0.stringValue ?? "", value) }
        }
        return []
    }

    private func checked(_ type: String, _ value: JSONValue) throws -> String {
        guard !type.isBlank else { throw invalid(value) }
        return type.trimmingSpaces
    }

    private func invalid(_ value: JSONValue) -> FledgeError {
        FledgeError(
            .data, at: path, "an entity is not understood",
            expected: "[start, end, type], or an object with \"start\", \"end\" and \"label\" or \"type\"",
            found: value.excerpt)
    }
}

extension String {
    /// The text without leading and trailing spaces and tabs.
    var trimmingSpaces: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = unicodeScalars.first, let last = unicodeScalars.last, isSpace(first) || isSpace(last) else {
            return self
        }
        var scalars = unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
