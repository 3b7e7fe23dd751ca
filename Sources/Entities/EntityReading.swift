/// A rule for reading entities from a sequence of tags.
public enum EntityReading: Sendable, Hashable {
    /// Accepts any tags: an entity begins at a tag that begins one or continues none, and ends at a tag that ends one.
    /// This is the default mode of seqeval.
    case lenient
    /// Reads tags in a scheme like conlleval.pl, the script of the CoNLL-2000 shared task.
    ///
    /// For tags in IOB1 and IOB2, this is the same as ``lenient``. The script does not know S, U and L, and sees a
    /// boundary after E only before E and I, so `B E B E` of one type is one entity.
    case conlleval(TagScheme)
    /// Accepts only entities that the scheme would write with exactly these tags; other tags are ignored.
    case strict(TagScheme)

    /// Returns the entities in order.
    public func spans(of tags: [EntityTag]) -> [EntitySpan] {
        var spans: [EntitySpan] = []
        var start = 0
        while start < tags.count {
            let tag = tags[start]
            var end = start + 1
            while end < tags.count, continues(tags[end], after: tags[end - 1]) { end += 1 }
            if tag.position != .outside,
                isWhole(first: tag, last: tags[end - 1], before: start > 0 ? tags[start - 1] : nil)
            {
                spans.append(EntitySpan(words: start..<end, type: tag.type))
            }
            start = end
        }
        return spans
    }

    /// Returns true if a tag belongs to the entity of the tag before it.
    private func continues(_ tag: EntityTag, after previous: EntityTag) -> Bool {
        guard case .conlleval(let scheme) = self else { return tag.continues(previous) }
        guard previous.position != .outside, tag.position != .outside, tag.type == previous.type else { return false }
        switch (previous.position, tag.position) {
        case (.beginning, .beginning), (.inside, .beginning): return false
        case (.end, .end), (.end, .inside): return scheme == .bilou
        default: return true
        }
    }

    /// Returns true if tags that belong together form an entity.
    private func isWhole(first: EntityTag, last: EntityTag, before previous: EntityTag?) -> Bool {
        guard case .strict(let scheme) = self else { return true }
        switch scheme {
        case .iob1: return scheme.allows(first, after: previous)
        case .iob2: return first.position == .beginning
        case .bioes, .bilou:
            return first.position == .single || first.position == .beginning && last.position == .end
        }
    }

    /// Returns the number of tags that continue an entity where there is none to continue, such as I after O in schemes
    /// where entities begin with B.
    public static func misplacedCount(in tags: [EntityTag], scheme: TagScheme) -> Int {
        zip(tags.map(Optional.some) + [nil], [nil] + tags.map(Optional.some)).count { !scheme.allows($0, after: $1) }
    }
}
