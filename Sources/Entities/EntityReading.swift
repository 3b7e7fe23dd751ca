/// Which entities a sequence of tags is taken to mean.
public enum EntityReading: Sendable, Hashable {
    /// Any tags mean something: an entity begins at a tag that begins one or continues none, and ends at a tag that ends
    /// one. It is what seqeval does in its default mode.
    case lenient
    /// The reading of the script of the CoNLL-2000 shared task, conlleval.pl, of tags in a scheme.
    ///
    /// For tags of IOB1 and IOB2 it is the same as ``lenient``. The script does not know S, U and L, and knows a border
    /// after E only before E and I, so that `B E B E` of one type is one entity.
    case conlleval(TagScheme)
    /// Only entities that the scheme would write with just these tags; other tags mean nothing.
    case strict(TagScheme)

    /// The entities, in their order.
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

    /// Whether a tag belongs to the entity of the tag before it.
    private func continues(_ tag: EntityTag, after previous: EntityTag) -> Bool {
        guard case .conlleval(let scheme) = self else { return tag.continues(previous) }
        guard previous.position != .outside, tag.position != .outside, tag.type == previous.type else { return false }
        switch (previous.position, tag.position) {
        case (.beginning, .beginning), (.inside, .beginning): return false
        case (.end, .end), (.end, .inside): return scheme == .bilou
        default: return true
        }
    }

    /// Whether tags that belong together are an entity.
    private func isWhole(first: EntityTag, last: EntityTag, before previous: EntityTag?) -> Bool {
        guard case .strict(let scheme) = self else { return true }
        switch scheme {
        case .iob1: return scheme.allows(first, after: previous)
        case .iob2: return first.position == .beginning
        case .bioes, .bilou:
            return first.position == .single || first.position == .beginning && last.position == .end
        }
    }

    /// How many tags continue an entity that does not go on there, such as I after O where B begins entities.
    public static func misplacedCount(in tags: [EntityTag], scheme: TagScheme) -> Int {
        zip(tags.map(Optional.some) + [nil], [nil] + tags.map(Optional.some)).count { !scheme.allows($0, after: $1) }
    }
}
