/// The tags that a model chooses from for each word, in the order of its outputs.
public struct TagSet: Sendable, Hashable {
    /// The labels as the model's configuration names them.
    public let labels: [String]
    public let tags: [EntityTag]
    public let scheme: TagScheme

    /// All tags of some types: `O`, then those of each type.
    public init(types: [String], scheme: TagScheme) {
        tags = [.outside] + types.flatMap { type in scheme.positions.map { EntityTag($0, type) } }
        labels = tags.map { $0.written(in: scheme) }
        self.scheme = scheme
    }

    /// The tags of a model's labels. A label that is no tag is a type whose every word has it.
    ///
    /// The scheme is IOB1 where the labels do not tell, as where only I is known: it forbids the least.
    public init(labels: [String]) {
        self.labels = labels
        tags = labels.map { EntityTag($0) ?? EntityTag(.inside, $0) }
        let positions = Set(tags.map(\.position))
        let usesBILOU = labels.contains { $0.hasPrefix("L-") || $0.hasPrefix("U-") }
        scheme =
            positions.contains(.end) || positions.contains(.single)
            ? (usesBILOU ? .bilou : .bioes) : positions.contains(.beginning) ? .iob2 : .iob1
    }

    /// The types of entities, in the order of the outputs.
    public var types: [String] {
        var known: Set<String> = []
        return tags.map(\.type).filter { !$0.isEmpty && known.insert($0).inserted }
    }

    /// The output of each tag.
    public var indices: [EntityTag: Int] {
        Dictionary(zip(tags, tags.indices), uniquingKeysWith: { first, _ in first })
    }

    /// Which tag may come after which: `[previous][next]`, in the order of the outputs.
    public var allowedTransitions: [[Bool]] { tags.map { previous in tags.map { scheme.allows($0, after: previous) } } }
    /// Which tags may come first.
    public var allowedStarts: [Bool] { tags.map { scheme.allows($0, after: nil) } }
    /// Which tags may come last.
    public var allowedEnds: [Bool] { tags.map { scheme.allows(nil, after: $0) } }
}
