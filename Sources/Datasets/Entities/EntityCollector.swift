import Entities
import InputOutput

/// Collects the texts of a file while it is read.
///
/// The meaning of tags is known only once all have been seen, so tagged texts get their entities at the end.
struct EntityCollector {
    /// The tags of a text.
    private struct Tagging {
        var text: Int
        var tags: [Int]
        var places: [EntityPlace]
    }

    /// The number of words from which on a single text is not likely to be a sentence.
    private static let longSentence = 200

    let file: EntityFile
    private(set) var findings = EntityFindings()
    var table = TagTable()
    private var texts: [EntityText] = []
    private var taggings: [Tagging] = []

    init(_ file: EntityFile) { self.file = file }

    mutating func note(_ kind: EntityFinding.Kind, at place: EntityPlace, _ detail: String = "") {
        findings.add(kind, at: place.written(file.path), detail)
    }

    /// Adds a text whose words have tags.
    ///
    /// - Parameters:
    ///   - tags: The number in ``table`` of each word's tag.
    ///   - places: The place of each word, or one for all.
    mutating func add(_ text: EntityText, tags: [Int], places: [EntityPlace]) {
        taggings.append(Tagging(text: texts.count, tags: tags, places: places))
        texts.append(text)
    }

    /// Adds a text with character spans.
    ///
    /// - Parameter words: The UTF-8 ranges of the words where these are given.
    mutating func add(_ text: String, spans: [CharacterSpan], words: [Range<Int>]? = nil, at place: EntityPlace) {
        let ranges = words ?? WordRule.words(in: text)
        guard !ranges.isEmpty else { return note(.noWords, at: place, spans.isEmpty ? "" : "with entities") }
        var placement = SpanPlacement(text: text, words: ranges, policy: file.misalignedSpans)
        let entities = placement.entities(of: spans, unit: file.offsets)
        for (kind, detail) in placement.findings { note(kind, at: place, detail) }
        texts.append(
            EntityText(text: text, words: ranges, entities: entities, line: place.line, hasGivenWords: words != nil))
    }

    /// All texts with their entities.
    ///
    /// - Parameter reading: The format and contents of the file.
    mutating func finished(_ reading: EntityFileReading) throws -> EntityTexts {
        try refuseSpans()
        guard !texts.isEmpty || !findings.isEmpty else {
            throw FledgeError(.data, at: file.path, "the file has no texts")
        }
        if reading.columns != nil, texts.count == 1, let text = texts.first, text.words.count >= Self.longSentence {
            note(.singleText, at: EntityPlace(line: text.line), text.words.count.counted("word"))
        }
        if table.areNumbersWithNames, let first = table.places.first {
            note(.namedNumbers, at: first, Spelling.list(table.names))
        }
        let scheme = try resolveTags()
        return EntityTexts(texts: texts, scheme: scheme, findings: findings, reading: reading)
    }

    /// Rejects the file for invalid spans if the policy says so.
    private func refuseSpans() throws {
        guard file.misalignedSpans == .stop else { return }
        let faulty = findings.all.filter(\.kind.concernsSpan)
        guard let first = faulty.first else { return }
        let shown = faulty.prefix(5).map { "\($0.place): \($0.detail)" }
        let rest = faulty.count > shown.count ? ["and \(faulty.count - shown.count) more"] : []
        let count = faulty.count == 1 ? "a span" : "\(faulty.count) spans"
        throw FledgeError(
            .data, at: first.place, "\(count) cannot be taken as \(faulty.count == 1 ? "it is" : "they are")",
            expected: "spans of whole words within the text that do not overlap",
            found: (shown + rest).joined(separator: "\n            "),
            advice: "correct the spans, or let them be snapped to words or dropped")
    }

    /// Assigns their entities to the texts with tags, and returns the scheme.
    private mutating func resolveTags() throws -> TagScheme? {
        let meaning = try table.meaning(path: file.path)
        if let finding = meaning.finding, let first = table.places.first { note(finding, at: first, meaning.detail) }
        guard meaning.tags.contains(where: { $0 != .outside }) else { return nil }
        let sequences = taggings.lazy.map { $0.tags.map { meaning.tags[$0] } }
        let hasPositions = meaning.finding != .typesWithoutPosition
        let scheme = hasPositions ? TagScheme.detected(in: sequences, usesBILOU: meaning.usesBILOU) : nil
        let isOutside = meaning.tags.map { $0 == .outside }
        for (tagging, tags) in zip(taggings, sequences) where !tagging.tags.allSatisfy({ isOutside[$0] }) {
            if let scheme { try checkOrder(of: tagging, tags, scheme) }
            let text = texts[tagging.text]
            texts[tagging.text] = EntityText(
                text: text.text, words: text.words, entities: EntityReading.lenient.spans(of: tags), line: text.line,
                hasGivenWords: text.hasGivenWords)
        }
        return scheme
    }

    /// Notes or rejects the tags that the scheme does not allow at their positions.
    private mutating func checkOrder(of tagging: Tagging, _ tags: [EntityTag], _ scheme: TagScheme) throws {
        guard EntityReading.misplacedCount(in: tags, scheme: scheme) > 0 else { return }
        let names = tagging.tags.map { table.names[$0] }
        for index in 0...tags.count {
            let previous = index > 0 ? tags[index - 1] : nil
            guard !scheme.allows(index < tags.count ? tags[index] : nil, after: previous) else { continue }
            let problem =
                if index == tags.count {
                    "the tag \"\(names[index - 1])\" cannot come last"
                } else if index == 0 {
                    "the tag \"\(names[0])\" cannot come first"
                } else {
                    "the tag \"\(names[index])\" cannot come after \"\(names[index - 1])\""
                }
            let word = min(index, tags.count - 1)
            let place = tagging.places[min(word, tagging.places.count - 1)]
            guard file.misplacedTags == .repair else {
                throw FledgeError(
                    .data, at: place.written(file.path), problem,
                    expected: "tags as the scheme \(scheme.title) has them",
                    advice: "correct the tags, or let misplaced ones be repaired")
            }
            note(.misplacedTag, at: place, "\(problem) (\(Spelling.list([texts[tagging.text].word(word)])))")
        }
    }
}
