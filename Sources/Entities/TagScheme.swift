/// A scheme for writing entities as one tag per word.
public enum TagScheme: String, Sendable, CaseIterable, Codable {
    /// I for every word; B only for the first word of an entity directly after another of the same type (Ramshaw and
    /// Marcus, 1995).
    case iob1
    /// B for the first word, I for the others.
    case iob2
    /// B, I and E for the first, middle and last words, S for a single word.
    case bioes
    /// BIOES with L instead of E and U instead of S.
    case bilou

    /// The display name of the scheme.
    public var title: String { rawValue.uppercased() }

    /// Returns the tags of words that contain entities.
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

    /// The positions that the scheme distinguishes.
    public var positions: [EntityTag.Position] {
        switch self {
        case .iob1, .iob2: [.beginning, .inside]
        case .bioes, .bilou: [.beginning, .inside, .end, .single]
        }
    }

    /// True if the scheme marks ends and single words.
    public var hasEnds: Bool { self == .bioes || self == .bilou }

    /// Returns true if one tag may follow another; `nil` stands for the start or end of the words.
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

    /// Detects the scheme of some tag sequences.
    ///
    /// IOB1 and IOB2 have the same tags: the scheme is IOB1 if entities begin with I and B occurs only where that
    /// scheme uses it.
    ///
    /// - Parameter usesBILOU: True if ends and single words are written with the letters L and U.
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
