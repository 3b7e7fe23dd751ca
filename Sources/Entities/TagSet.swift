/// The tags that a model chooses from for each word, in the order of its outputs.
public struct TagSet: Sendable, Hashable {
    /// The labels as named in the model's configuration.
    public let labels: [String]
    public let tags: [EntityTag]
    /// The scheme of the tags.
    public let scheme: TagScheme
    /// True if ``scheme`` is only an assumption. Labels with B and I fit both IOB1 and IOB2, so any tag may follow any
    /// other: an entity begins with I after `O` as it does with B.
    public let isSchemeAssumed: Bool
    /// True if ends and single words, if any, are written with L and U.
    private let usesBILOU: Bool

    /// Creates all tags of some types: `O`, then the tags of each type.
    public init(types: [String], scheme: TagScheme) {
        tags = [.outside] + types.flatMap { type in scheme.positions.map { EntityTag($0, type) } }
        labels = tags.map { $0.written(in: scheme) }
        self.scheme = scheme
        isSchemeAssumed = false
        usesBILOU = scheme == .bilou
    }

    /// Creates the tags of a model's labels, in any ``TagNotation``. A label that is not a tag is a type that all words
    /// of its entities have; labels that consist of positions only have the type ``TagNotation/onlyType``.
    ///
    /// - Parameter scheme: The scheme, if it is known. Otherwise it is inferred: labels with E, S, L or U are decisive;
    ///   without B it is IOB1, which forbids nothing, and with B and I, IOB2 is assumed.
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

    /// The schemes that the tags can belong to.
    public var possibleSchemes: [TagScheme] {
        let positions = Set(tags.map(\.position))
        return positions.contains(.end) || positions.contains(.single)
            ? [usesBILOU ? .bilou : .bioes] : [.iob1, .iob2]
    }

    /// The entity types, in the order of the outputs.
    public var types: [String] {
        var known: Set<String> = []
        return tags.map(\.type).filter { !$0.isEmpty && known.insert($0).inserted }
    }

    /// The index of each tag's output.
    public var indices: [EntityTag: Int] {
        Dictionary(zip(tags, tags.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The index of a tag's output, or of the most similar tag of its type if the model does not have that tag.
    ///
    /// - Returns: `nil` if no output has the type.
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

    /// The allowed transitions `[previous][next]`, in the order of the outputs.
    public var allowedTransitions: [[Bool]] {
        tags.map { previous in tags.map { isSchemeAssumed || scheme.allows($0, after: previous) } }
    }
    /// For each tag, true if it may come first.
    public var allowedStarts: [Bool] { tags.map { isSchemeAssumed || scheme.allows($0, after: nil) } }
    /// For each tag, true if it may come last.
    public var allowedEnds: [Bool] { tags.map { isSchemeAssumed || scheme.allows(nil, after: $0) } }
}
