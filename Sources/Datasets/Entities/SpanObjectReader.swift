import Entities
import InputOutput

/// Reads a text from a JSON object: a text with character spans, or words with tags.
struct SpanObjectReader {
    static let textKeys = ["text", "sentence", "content", "data"]
    static let spanKeys = ["entities", "spans", "label", "labels", "annotations"]
    static let wordKeys = ["words", "tokens"]
    static let tagKeys = ["tags", "ner_tags", "labels", "ner"]

    private let file: EntityFile
    private let place: EntityPlace
    private var path: String { place.written(file.path) }

    init(_ file: EntityFile, at place: EntityPlace) {
        self.file = file
        self.place = place
    }

    /// Tells whether an object has the members that make it a text with entities.
    static func hasKnownKeys(_ members: [String: JSONValue]) -> Bool {
        let hasText = textKeys.contains { members[$0]?.stringValue != nil }
        let hasWords = wordKeys.contains { members[$0]?.arrayValue != nil }
        return hasText && (spanKeys + ["answer"]).contains { members[$0] != nil }
            || hasWords && tagKeys.contains { members[$0]?.arrayValue != nil }
    }

    func read(_ value: JSONValue, into collector: inout EntityCollector) throws {
        guard let members = value.objectValue else {
            throw FledgeError(.data, at: path, "the value is not an object", found: value.excerpt)
        }
        // Prodigy also keeps rejected and skipped texts.
        if let answer = members["answer"]?.stringValue, ["reject", "ignore"].contains(answer) {
            return collector.note(.notAnnotated, at: place, "answered with \(Spelling.list([answer]))")
        }
        let listed = Self.spans(in: members)
        // Tags in addition to spans may apply to the whole text.
        if let words = Self.wordKeys.lazy.compactMap({ members[$0]?.arrayValue }).first, let tags = tags(in: members),
            listed == nil || words.count == tags.count
        {
            return try readTagged(words, tags, into: &collector)
        }
        guard let text = Self.textKeys.lazy.compactMap({ members[$0]?.stringValue }).first else {
            throw missing(members)
        }
        let spans: [CharacterSpan]
        if let listed {
            spans = try listed.flatMap { try SpanValue(path: path).spans($0) }
        } else if let key = Self.spanKeys.first(where: { members[$0] != nil }), let found = members[key] {
            throw FledgeError(
                .data, at: path, "the member \"\(key)\" is no list of entities",
                expected: "[{\"start\": 0, \"end\": 4, \"label\": \"PER\"}, …]", found: found.excerpt)
        } else if members["answer"]?.stringValue == "accept" {
            spans = []
        } else {
            throw missing(members)
        }
        collector.add(text, spans: spans, words: try words(of: text, in: members), at: place)
    }

    /// The list of spans: the first list with spans or, if there is none, the first empty one. Lists of anything else,
    /// such as label names, are used only if there is nothing else.
    private static func spans(in members: [String: JSONValue]) -> [JSONValue]? {
        let lists = spanKeys.compactMap { members[$0]?.arrayValue }
        return lists.first { $0.contains { $0.arrayValue != nil || $0.objectValue != nil } }
            ?? lists.first { $0.isEmpty } ?? lists.first
    }

    private func missing(_ members: [String: JSONValue]) -> FledgeError {
        FledgeError(
            .data, at: path, "the object has neither a text with entities nor words with tags",
            expected: "\"text\" with \"entities\", \"spans\" or \"label\"; or \"words\" or \"tokens\" with \"tags\" or "
                + "\"ner_tags\"",
            found: members.isEmpty ? "nothing" : Spelling.list(members.keys.sorted()))
    }

    /// The tags of words; lists of anything other than single values are spans.
    private func tags(in members: [String: JSONValue]) -> [JSONValue]? {
        Self.tagKeys.lazy.compactMap { members[$0]?.arrayValue }.first { tags in
            tags.allSatisfy { $0.arrayValue == nil && $0.objectValue == nil }
        }
    }
}

extension SpanObjectReader {
    private func readTagged(_ words: [JSONValue], _ tags: [JSONValue], into collector: inout EntityCollector) throws {
        guard words.count == tags.count else {
            throw FledgeError(
                .data, at: path, "there are not as many tags as words", expected: "\(words.count) tags",
                found: "\(tags.count)")
        }
        guard !words.isEmpty else { return collector.note(.noWords, at: place) }
        let names = try words.map { word in
            guard let name = word.stringValue ?? word["text"]?.stringValue else {
                throw FledgeError(.data, at: path, "a word is not a string", found: word.excerpt)
            }
            guard !name.isEmpty else { throw FledgeError(.data, at: path, "a word is empty") }
            return name
        }
        let tagNames = try self.tagNames(for: tags, &collector.table)
        let numbers = try tags.map { tag in
            collector.table.number(of: try tagName(tag, tagNames), at: place)
        }
        collector.add(EntityText(words: names, line: place.line), tags: numbers, places: [place])
    }

    /// The names of tags that are numbers: those given, or those that a file beside this one has.
    private func tagNames(for tags: [JSONValue], _ table: inout TagTable) throws -> [String] {
        guard file.tagNames.isEmpty, tags.contains(where: { $0.integerValue != nil }) else { return file.tagNames }
        let names = Self.tagKeys.lazy.compactMap { DatasetInfo.classNames(of: $0, beside: file.path) }.first
        table.areNumbersWithNames = names != nil
        return names ?? []
    }

    private func tagName(_ tag: JSONValue, _ names: [String]) throws -> String {
        if let name = tag.stringValue { return name }
        guard let number = tag.integerValue else {
            throw FledgeError(.data, at: path, "a tag is not a string", found: tag.excerpt)
        }
        guard !names.isEmpty else {
            throw FledgeError(
                .data, at: path, "the tags are numbers", expected: "names such as \"O\" and \"B-PER\"",
                found: "\(number)",
                advice: "name the tags in the order of their numbers (--tag-names O,B-PER,I-PER), or write their names")
        }
        guard names.indices.contains(number) else {
            throw FledgeError(
                .data, at: path, "the tag \(number) has no name",
                expected: "a number from 0 to \(names.count - 1)", advice: "name all tags")
        }
        return names[number]
    }

    /// The words of a text if its object lists them, as strings or with their offsets.
    private func words(of text: String, in members: [String: JSONValue]) throws -> [Range<Int>]? {
        // Lists of numbers are token ids.
        let lists = Self.wordKeys.lazy.compactMap { members[$0]?.arrayValue }
        guard let tokens = lists.first(where: { !$0.allSatisfy { $0.numberValue != nil } || $0.isEmpty }) else {
            return nil
        }
        let table = OffsetTable(text, unit: file.offsets ?? .scalars)
        let bytes = Array(text.utf8)
        var words: [Range<Int>] = []
        for token in tokens {
            let position = words.last?.upperBound ?? 0
            var range: Range<Int>?
            if let name = token.stringValue {
                range = Self.find(name, in: text, from: position)
            } else if let start = token["start"]?.integerValue, let end = token["end"]?.integerValue, start < end {
                range = table.bytes(from: start, to: end)
            }
            guard let range, range.lowerBound >= position else {
                throw FledgeError(
                    .data, at: path, "a word is not where the text has it",
                    expected: "the words in their order, apart from each other", found: token.excerpt)
            }
            // Some tokenizers list whitespace as separate words.
            if !String(decoding: bytes[range], as: UTF8.self).isBlank { words.append(range) }
        }
        return words
    }

    /// The range of a word that only whitespace precedes.
    private static func find(_ word: String, in text: String, from start: Int) -> Range<Int>? {
        let scalars = text.unicodeScalars
        var index = text.utf8.index(text.startIndex, offsetBy: start)
        while index < text.endIndex, scalars[index].properties.isWhitespace { index = scalars.index(after: index) }
        guard !word.isEmpty, text.utf8[index...].starts(with: word.utf8) else { return nil }
        let offset = text.utf8.distance(from: text.startIndex, to: index)
        return offset..<offset + word.utf8.count
    }
}
