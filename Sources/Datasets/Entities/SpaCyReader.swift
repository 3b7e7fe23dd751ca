import InputOutput

/// Reads a text from an array `[text, {"entities": [[start, end, type], …]}]`.
struct SpaCyReader {
    private let path: String
    private let place: EntityPlace

    init(_ file: EntityFile, at place: EntityPlace) {
        path = place.written(file.path)
        self.place = place
    }

    /// Tells whether a value is a text with annotations.
    static func isExample(_ value: JSONValue) -> Bool { value.arrayValue?.first?.stringValue != nil }

    func read(_ value: JSONValue, into collector: inout EntityCollector) throws {
        guard let parts = value.arrayValue, parts.count >= 2, let text = parts[0].stringValue,
            let entities = (parts[1]["entities"] ?? parts[1]).arrayValue
        else {
            throw FledgeError(
                .data, at: path, "the example is not understood",
                expected: "[text, {\"entities\": [[start, end, type], …]}]", found: value.excerpt)
        }
        collector.add(text, spans: try entities.flatMap { try SpanValue(path: path).spans($0) }, at: place)
    }
}
