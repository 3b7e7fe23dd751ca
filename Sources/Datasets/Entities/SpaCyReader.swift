import InputOutput

/// Reads a text from an array `[text, {"entities": [[start, end, type], …]}]`, or the sentences of a document as spaCy 2
/// trains from: `{"paragraphs": [{"sentences": [{"tokens": [{"orth": "Anna", "ner": "U-PER"}, …]}]}]}`.
struct SpaCyReader {
    private let file: EntityFile
    private let path: String
    private let place: EntityPlace

    init(_ file: EntityFile, at place: EntityPlace) {
        self.file = file
        path = place.written(file.path)
        self.place = place
    }

    /// Tells whether a value is a text with annotations.
    static func isExample(_ value: JSONValue) -> Bool { value.arrayValue?.first?.stringValue != nil }

    /// Returns true if a value is a document in paragraphs.
    static func isDocument(_ value: JSONValue) -> Bool {
        value["paragraphs"]?.arrayValue?.contains { $0["sentences"]?.arrayValue != nil } ?? false
    }

    func read(_ value: JSONValue, into collector: inout EntityCollector) throws {
        if Self.isDocument(value) { return try readDocument(value, into: &collector) }
        guard let parts = value.arrayValue, parts.count >= 2, let text = parts[0].stringValue,
            let entities = (parts[1]["entities"] ?? parts[1]).arrayValue
        else {
            throw FledgeError(
                .data, at: path, "the example is not understood",
                expected: "[text, {\"entities\": [[start, end, type], …]}]", found: value.excerpt)
        }
        collector.add(text, spans: try entities.flatMap { try SpanValue(path: path).spans($0) }, at: place)
    }

    private func readDocument(_ value: JSONValue, into collector: inout EntityCollector) throws {
        let paragraphs = value["paragraphs"]?.arrayValue ?? []
        for sentence in paragraphs.flatMap({ $0["sentences"]?.arrayValue ?? [] }) {
            let tokens = sentence["tokens"]?.arrayValue ?? []
            let tags = tokens.map { $0["ner"]?.stringValue ?? "-" }
            // A hyphen says that the tag is not known.
            guard !tags.contains("-") else {
                collector.note(.notAnnotated, at: place, "a sentence with tokens without tags")
                continue
            }
            let words = try tokens.map { token in
                guard let word = token["orth"]?.stringValue else {
                    throw FledgeError(
                        .data, at: path, "a token has no word", expected: "a string named \"orth\"",
                        found: token.excerpt)
                }
                return JSONValue.string(word)
            }
            let object = JSONValue.object(["words": .array(words), "tags": .array(tags.map(JSONValue.string))])
            try SpanObjectReader(file, at: place).read(object, into: &collector)
        }
    }
}
