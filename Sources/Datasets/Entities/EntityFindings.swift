/// A part of an entity file that was not used unchanged.
public struct EntityFinding: Sendable, Hashable {
    /// The kind of problem, and its treatment.
    public enum Kind: String, Sendable, CaseIterable {
        /// A tag that the scheme does not allow at its position was read leniently.
        case misplacedTag
        /// The tags are only types: adjacent words of one type are one entity.
        case typesWithoutPosition
        /// The tags are only positions: all entities have one type.
        case positionsWithoutType
        /// The tags are in another notation than `B-PER`.
        case otherNotation
        /// Nothing ends a sentence, so that all words of a long file are one text.
        case singleText
        /// Tags are numbers, whose names are in a file of Hugging Face's `datasets` beside this one.
        case namedNumbers
        /// A CoNLL-U line that stands for several words, or for one that is not in the text, was left out.
        case severalWords
        /// A span that ends within a word was left out.
        case misaligned
        /// A span that ended within a word was extended to the whole word.
        case snapped
        /// A span within a longer one was left out.
        case nested
        /// A span that crosses a longer one was left out.
        case crossing
        /// A span of the same words as another one, but of another type, was left out.
        case contradictory
        /// A duplicate span was used once.
        case duplicate
        /// A span that reaches outside its text, or within a character, was left out.
        case outside
        /// A span without any word was left out.
        case empty
        /// A span whose own text differs from the text at its position was left out.
        case differentText
        /// A text without words was left out.
        case noWords
        /// An annotation other than the first valid one was left out.
        case furtherAnnotation
        /// A text without annotations, or whose annotation was rejected, was left out.
        case notAnnotated

        /// Tells whether the finding is about an invalid span, which ``MisalignmentPolicy/stop`` rejects.
        var concernsSpan: Bool {
            switch self {
            case .misaligned, .nested, .crossing, .contradictory, .outside, .empty, .differentText: true
            default: false
            }
        }
    }

    /// The kind of finding.
    public let kind: Kind
    /// The file and the line, and for documents, the number of the item.
    public let place: String
    /// The subject of the finding.
    public let detail: String
}

/// Everything that was repaired, changed or left out in a file of entities.
public struct EntityFindings: Sendable, Equatable {
    /// All findings in the order in which they were made.
    public private(set) var all: [EntityFinding] = []

    public init() {}

    /// Tells whether there are no findings.
    public var isEmpty: Bool { all.isEmpty }

    /// The number of findings of a kind.
    public func count(_ kind: EntityFinding.Kind) -> Int { all.count { $0.kind == kind } }

    mutating func add(_ kind: EntityFinding.Kind, at place: String, _ detail: String) {
        all.append(EntityFinding(kind: kind, place: place, detail: detail))
    }

    /// The findings for people: a sentence for each kind, with the first places. Empty if there are none.
    ///
    /// - Parameter limit: The number of places listed per kind.
    public func summary(limit: Int = 5) -> String {
        var lines: [String] = []
        for kind in EntityFinding.Kind.allCases {
            let found = all.filter { $0.kind == kind }
            guard !found.isEmpty else { continue }
            lines.append(kind.sentence(found.count))
            lines += found.prefix(limit).map { $0.detail.isEmpty ? "  \($0.place)" : "  \($0.place): \($0.detail)" }
            if found.count > limit { lines.append("  and \(found.count - limit) more") }
        }
        return lines.joined(separator: "\n")
    }
}

extension EntityFinding.Kind {
    /// The sentence for a number of findings.
    func sentence(_ count: Int) -> String {
        func counted(_ one: String, _ many: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(many)" }
        switch self {
        case .misplacedTag:
            return counted("misplaced tag was read leniently", "misplaced tags were read leniently")
        case .typesWithoutPosition:
            return "the tags are types alone, so neighboring words of one type are one entity"
        case .positionsWithoutType:
            return "the tags have no types, so all entities are of the type \"\(TagTable.onlyType)\""
        case .otherNotation: return "the tags are written in another way than \"B-PER\" and were read all the same"
        case .singleText:
            return "all words of the file are one text, since no blank line or column tells sentences apart"
        case .namedNumbers: return "the tags are numbers, whose names are in \(DatasetInfo.fileName) beside the file"
        case .severalWords:
            return counted(
                "line whose number stands for several words, or for none in the text, was left out",
                "lines whose numbers stand for several words, or for none in the text, were left out")
        case .misaligned:
            return counted(
                "span that ends within a word was left out", "spans that end within words were left out")
        case .snapped:
            return counted(
                "span that ended within a word grew to whole words", "spans that ended within words grew to whole words"
            )
        case .nested: return counted("span within a longer one was left out", "spans within longer ones were left out")
        case .crossing:
            return counted("span that crosses a longer one was left out", "spans that cross longer ones were left out")
        case .contradictory:
            return counted(
                "span of the same words as another was left out", "spans of the same words as others were left out")
        case .duplicate: return counted("span that is there twice was taken once", "repeated spans were taken once")
        case .outside: return counted("span outside its text was left out", "spans outside their texts were left out")
        case .empty: return counted("span without words was left out", "spans without words were left out")
        case .differentText:
            return counted(
                "span with another text than at its place was left out",
                "spans with other texts than at their places were left out")
        case .noWords: return counted("text without words was left out", "texts without words were left out")
        case .furtherAnnotation:
            return counted(
                "further annotation of a text was left out", "further annotations of texts were left out")
        case .notAnnotated:
            return counted("text without annotation was left out", "texts without annotation were left out")
        }
    }
}
