/// The tag of one word: the type of the entity it belongs to, if any, and its position in the entity.
public struct EntityTag: Hashable, Sendable {
    /// The position of a word in an entity.
    public enum Position: Sendable, CaseIterable {
        /// Outside any entity.
        case outside
        /// At the beginning; in IOB1, only directly after another entity of the same type.
        case beginning
        /// At any other position, including positions that a scheme has no tag for.
        case inside
        /// At the end of an entity of several words.
        case end
        /// The only word of an entity.
        case single
    }

    public var position: Position
    /// The type of the entity; empty outside entities.
    public var type: String

    public static let outside = EntityTag(.outside, "")

    public init(_ position: Position, _ type: String) {
        self.position = position
        self.type = type
    }

    /// Parses a tag such as `O`, `B-PER` or, in BILOU, `U-PER`; `nil` for anything else.
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

    /// Returns the tag as written in a scheme.
    public func written(in scheme: TagScheme) -> String {
        switch position {
        case .outside: "O"
        case .beginning: "B-\(type)"
        case .inside: "I-\(type)"
        case .end: scheme == .bilou ? "L-\(type)" : "E-\(type)"
        case .single: scheme == .bilou ? "U-\(type)" : "S-\(type)"
        }
    }

    /// Returns true if an entity continues from the previous word to this one according to both tags: they have the
    /// same type, the first does not end an entity and the second does not begin one.
    func continues(_ previous: EntityTag?) -> Bool {
        guard let previous, previous.type == type else { return false }
        return (previous.position == .beginning || previous.position == .inside)
            && (position == .inside || position == .end)
    }
}
