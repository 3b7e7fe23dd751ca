/// The tags that a model chooses from for each word, in the order of its outputs.
public struct TagSet: Sendable, Hashable {
    /// The labels as the model's configuration names them.
    public let labels: [String]
    public let tags: [EntityTag]
    /// The scheme in which tags are written.
    public let scheme: TagScheme
    /// Whether ``scheme`` is only assumed. Labels of B and I are those of IOB1 and of IOB2, so that any tag may follow any
    /// other: an entity begins at I after `O` as it does at B.
    public let isSchemeAssumed: Bool
    /// Whether ends and single words are written with L and U, if at all.
    private let usesBILOU: Bool

    /// All tags of some types: `O`, then those of each type.
    public init(types: [String], scheme: TagScheme) {
        tags = [.outside] + types.flatMap { type in scheme.positions.map { EntityTag($0, type) } }
        labels = tags.map { $0.written(in: scheme) }
        self.scheme = scheme
        isSchemeAssumed = false
        usesBILOU = scheme == .bilou
    }

    /// The tags of a model's labels, in any ``TagNotation``. A label that is not a tag is a type whose every word has it;
    /// labels that are positions alone have the type ``TagNotation/onlyType``.
    ///
    /// - Parameter scheme: The scheme, if it is known. Otherwise labels with E, S, L or U tell it; it is IOB1 if only I is
    ///   known, since that forbids nothing, and IOB2 is assumed for B and I.
    public init(labels: [String], scheme: TagScheme? = nil) {
        self.labels = labels
        let names = labels.contains("O") ? labels : labels.map { $0 == "o" ? "O" : $0 }
        let notation = TagNotation(of: names) ?? .standard
        let untyped = TagNotation.untypedTags(names)
        tags = untyped ?? names.map { notation.tag($0) ?? EntityTag(.inside, $0) }
        usesBILOU = untyped == nil ? notation.usesBILOU(names) : names.contains { ["L", "U", "l", "u"].contains($0) }
        let positions = Set(tags.map(\.position))
        let hasEnds = positions.contains(.end) || positions.contains(.single)
        self.scheme =
            scheme
            ?? (hasEnds
                ? (usesBILOU ? .bilou : .bioes) : positions.contains(.beginning) ? .iob2 : .iob1)
        isSchemeAssumed = scheme == nil && !hasEnds && positions.isSuperset(of: [.beginning, .inside])
    }

    /// The schemes that the tags can be written in.
    public var possibleSchemes: [TagScheme] {
        let positions = Set(tags.map(\.position))
        return positions.contains(.end) || positions.contains(.single)
            ? [usesBILOU ? .bilou : .bioes] : [.iob1, .iob2]
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

    /// The output that stands for a tag, or for the most similar one of its type if the model does not have it.
    ///
    /// - Returns: `nil` if no output is of the type.
    public func output(for tag: EntityTag) -> Int? {
        let substitutes: [EntityTag.Position] =
            switch tag.position {
            case .outside: []
            case .single: [.beginning, .inside, .end]
            case .beginning: [.inside, .single]
            case .end: [.inside, .beginning]
            case .inside: [.beginning, .end, .single]
            }
        let indices = indices
        return ([tag] + substitutes.map { EntityTag($0, tag.type) }).lazy.compactMap { indices[$0] }.first
    }

    /// Which tag may come after which: `[previous][next]`, in the order of the outputs.
    public var allowedTransitions: [[Bool]] {
        tags.map { previous in tags.map { isSchemeAssumed || scheme.allows($0, after: previous) } }
    }
    /// Which tags may come first.
    public var allowedStarts: [Bool] { tags.map { isSchemeAssumed || scheme.allows($0, after: nil) } }
    /// Which tags may come last.
    public var allowedEnds: [Bool] { tags.map { isSchemeAssumed || scheme.allows(nil, after: $0) } }
}
