/// What is said of one word: whether it belongs to an entity, of which type, and where in it.
public struct EntityTag: Hashable, Sendable {
    /// Where in an entity a word stands.
    public enum Position: Sendable, CaseIterable {
        /// In no entity.
        case outside
        /// At the beginning; in the scheme IOB1 only where another entity of the same type comes right before.
        case beginning
        /// At none of the other places, or at any where a scheme has no tag for that place.
        case inside
        /// At the end of an entity of several words.
        case end
        /// The only word.
        case single
    }

    public var position: Position
    /// What the entity is; empty where there is none.
    public var type: String

    public static let outside = EntityTag(.outside, "")

    public init(_ position: Position, _ type: String) {
        self.position = position
        self.type = type
    }

    /// Reads a tag such as `O`, `B-PER` or, of the scheme BILOU, `U-PER`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        if text == "O" {
            self = .outside
            return
        }
        guard let letter = text.first, let position = Self.positions[letter] else { return nil }
        let rest = text.dropFirst()
        guard rest.first == "-", rest.count > 1 else { return nil }
        self.init(position, String(rest.dropFirst()))
    }

    private static let positions: [Character: Position] = [
        "B": .beginning, "I": .inside, "E": .end, "L": .end, "S": .single, "U": .single,
    ]

    /// The tag as a scheme writes it.
    public func written(in scheme: TagScheme) -> String {
        switch position {
        case .outside: "O"
        case .beginning: "B-\(type)"
        case .inside: "I-\(type)"
        case .end: scheme == .bilou ? "L-\(type)" : "E-\(type)"
        case .single: scheme == .bilou ? "U-\(type)" : "S-\(type)"
        }
    }

    /// Whether an entity goes on from one word to the next, so far as the tags of both tell: tags of one type, of which
    /// the first ends nothing and the second begins nothing.
    func continues(_ previous: EntityTag?) -> Bool {
        guard let previous, previous.type == type else { return false }
        return (previous.position == .beginning || previous.position == .inside)
            && (position == .inside || position == .end)
    }
}
