import Entities
import InputOutput

/// The distinct tags of a file, each with the place of its first occurrence.
struct TagTable {
    /// The type of entities whose tags do not name one.
    static let onlyType = TagNotation.onlyType

    /// The meaning of a file's tags.
    struct Meaning {
        var tags: [EntityTag]
        /// The finding about the tags as a whole.
        var finding: EntityFinding.Kind?
        var usesBILOU = false
        /// The subject of the finding.
        var detail = ""
    }

    /// True if tags were numbers whose names are in another file.
    var areNumbersWithNames = false
    private(set) var names: [String] = []
    private(set) var places: [EntityPlace] = []
    private var numbers: [String: Int] = [:]

    /// The number of a tag.
    mutating func number(of name: String, at place: @autoclosure () -> EntityPlace) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        places.append(place())
        return names.count - 1
    }

    func contains(_ name: String) -> Bool { numbers[name] != nil }

    /// The meaning of each tag.
    ///
    /// - Throws: ``FledgeError`` with category `data` for the first tag without a meaning.
    func meaning(path: String) throws -> Meaning {
        let isBMES = names.contains { $0.hasPrefix("M-") } && !names.contains { $0.hasPrefix("I-") }
        let tags = names.map { Self.tag($0, isBMES: isBMES) }
        if let first = tags.firstIndex(of: nil) {
            let others = names.filter { $0 != "O" }
            if others.allSatisfy({ Self.positions[$0] != nil }) {
                let untyped = names.map { Self.positions[$0].map { EntityTag($0, Self.onlyType) } ?? .outside }
                let usesBILOU = contains("L") || contains("U")
                return Meaning(tags: untyped, finding: .positionsWithoutType, usesBILOU: usesBILOU)
            }
            if let notation = TagNotation(of: names), let name = names.first(where: { notation.tag($0) != .outside }) {
                let tags = names.compactMap(notation.tag)
                let usesBILOU = notation.usesBILOU(names)
                let standard = notation.tag(name)?.written(in: usesBILOU ? .bilou : .bioes) ?? ""
                return Meaning(
                    tags: tags, finding: .otherNotation, usesBILOU: usesBILOU,
                    detail: "\"\(name)\" was read as \"\(standard)\"")
            }
            guard !zip(names, tags).contains(where: { $0 != "O" && $1 != nil }), contains("O") else {
                throw unknown(first, tags: tags, path: path)
            }
            let types = names.map { $0 == "O" ? .outside : EntityTag(.inside, $0) }
            return Meaning(tags: types, finding: .typesWithoutPosition)
        }
        let usesBILOU = names.contains { $0.hasPrefix("L-") || $0.hasPrefix("U-") }
        return Meaning(tags: tags.compactMap(\.self), usesBILOU: usesBILOU)
    }

    private static let positions: [String: EntityTag.Position] = [
        "B": .beginning, "I": .inside, "M": .inside, "E": .end, "L": .end, "S": .single, "U": .single,
    ]

    /// - Parameter isBMES: True if M stands for the middle of an entity.
    static func tag(_ name: String, isBMES: Bool = false) -> EntityTag? {
        isBMES && name.hasPrefix("M-") ? EntityTag("I" + name.dropFirst()) : EntityTag(name)
    }

    private func unknown(_ number: Int, tags: [EntityTag?], path: String) -> FledgeError {
        let name = names[number]
        let known = zip(names, tags).filter { $1 != nil }.map(\.0)
        guard contains("O") || !known.isEmpty else {
            return FledgeError(
                .data, at: places[number].written(path), "no word of the file has the tag \"O\"",
                expected: "tags such as \"O\", \"B-PER\" and \"I-PER\"", found: Spelling.list(names, limit: 3),
                advice: "check which column or list holds the tags")
        }
        return FledgeError(
            .data, at: places[number].written(path), "the tag \(Spelling.list([name])) is unknown",
            expected: "\"O\", or one of the letters B, I, E, S, L, U with a hyphen and a type",
            advice: Self.idea(for: name, known: known).map { "did you mean \"\($0)\"?" })
    }

    /// A suggestion for a tag without a meaning.
    private static func idea(for name: String, known: [String]) -> String? {
        if name == "o" || name == "0" { return "O" }
        for separator in ["-", "_", ":", "/", "."] {
            let parts = name.split(separator: Character(separator), omittingEmptySubsequences: false)
            guard parts.count == 2, let first = parts.first, let last = parts.last else { continue }
            for candidate in ["\(first.uppercased())-\(last)", "\(last.uppercased())-\(first)"]
            where EntityTag(candidate) != nil { return candidate }
        }
        if known.contains("B-\(name)") { return "B-\(name)" }
        if known.contains("I-\(name)") { return "I-\(name)" }
        return Spelling.nearest(to: name, among: known)
    }
}
