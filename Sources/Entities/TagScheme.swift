/// How entities are written as one tag for each word.
public enum TagScheme: String, Sendable, CaseIterable, Codable {
    /// I for every word; B only for the first word of an entity that comes right after one of its type (Ramshaw and
    /// Marcus, 1995).
    case iob1
    /// B for the first word, I for the others.
    case iob2
    /// B, I and E for the first, the middle and the last word, S for an only word.
    case bioes
    /// The same with L for E and U for S.
    case bilou

    /// The scheme's name as people write it.
    public var title: String { rawValue.uppercased() }

    /// The tags of words with entities among them.
    ///
    /// - Parameter spans: Entities within the words that do not overlap, in any order.
    public func tags(for spans: [EntitySpan], wordCount: Int) -> [EntityTag] {
        var tags = [EntityTag](repeating: .outside, count: wordCount)
        for span in spans.sorted(by: { $0.words.lowerBound < $1.words.lowerBound }) where !span.words.isEmpty {
            for word in span.words { tags[word] = EntityTag(.inside, span.type) }
            let first = span.words.lowerBound
            switch self {
            case .iob1:
                if first > 0, tags[first - 1].type == span.type { tags[first].position = .beginning }
            case .iob2:
                tags[first].position = .beginning
            case .bioes, .bilou:
                tags[first].position = span.words.count == 1 ? .single : .beginning
                if span.words.count > 1 { tags[span.words.upperBound - 1].position = .end }
            }
        }
        return tags
    }

    /// The positions that the scheme's tags have.
    public var positions: [EntityTag.Position] {
        switch self {
        case .iob1, .iob2: [.beginning, .inside]
        case .bioes, .bilou: [.beginning, .inside, .end, .single]
        }
    }

    /// Whether the scheme marks ends and single words.
    public var hasEnds: Bool { self == .bioes || self == .bilou }

    /// Whether one tag may follow another; `nil` stands for the edge of the words.
    public func allows(_ next: EntityTag?, after previous: EntityTag?) -> Bool {
        switch self {
        case .iob1:
            guard let next, next.position == .beginning else { return true }
            return previous?.type == next.type
        case .iob2:
            guard let next, next.position == .inside else { return true }
            return next.continues(previous)
        case .bioes, .bilou:
            let isOpen = previous?.position == .beginning || previous?.position == .inside
            let goesOn = next?.position == .inside || next?.position == .end
            return isOpen == goesOn && (!goesOn || previous?.type == next?.type)
        }
    }

    /// The scheme that some sequences of tags are written in.
    ///
    /// IOB1 and IOB2 have the same tags: it is IOB1 where entities begin with I and B stands at no other place than that
    /// scheme has it.
    ///
    /// - Parameter usesBILOU: Whether ends and only words are written with the letters L and U.
    public static func detected(in sequences: some Sequence<[EntityTag]>, usesBILOU: Bool = false) -> TagScheme {
        var beginsInside = false
        var isIOB1 = true
        for tags in sequences {
            var previous: EntityTag?
            for tag in tags {
                if tag.position == .end || tag.position == .single { return usesBILOU ? .bilou : .bioes }
                if tag.position == .inside, !tag.continues(previous) { beginsInside = true }
                if !TagScheme.iob1.allows(tag, after: previous) { isIOB1 = false }
                previous = tag
            }
        }
        return beginsInside && isIOB1 ? .iob1 : .iob2
    }
}
