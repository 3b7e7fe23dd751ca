/// A spelling of tags: the order of position and type, the separator between them, and the case.
public struct TagNotation: Hashable, Sendable {
    /// True if the position comes after the type, as in `PER-B`.
    let isSuffix: Bool
    /// The character between position and type.
    let separator: Character
    /// True if positions are lowercase letters, as in `b-per`.
    let isLowercase: Bool

    /// The notation of the shared tasks: `B-PER`.
    public static let standard = TagNotation(isSuffix: false, separator: "-", isLowercase: false)

    private static let all: [TagNotation] = [false, true].flatMap { isSuffix in
        [false, true].flatMap { isLowercase in
            "-_:/.| ".map { TagNotation(isSuffix: isSuffix, separator: $0, isLowercase: isLowercase) }
        }
    }

    private static let positions: [Character: EntityTag.Position] = [
        "B": .beginning, "I": .inside, "M": .inside, "E": .end, "L": .end, "S": .single, "U": .single,
    ]

    /// The type of entities whose tags consist of positions only.
    public static let onlyType = "ENTITY"

    /// The tags of labels that consist of positions only, such as `B`, `I` and `O`; `nil` for other labels.
    static func untypedTags(_ labels: [String]) -> [EntityTag]? {
        let letters = labels.map { $0.uppercased() }
        guard letters.contains("O"), letters.contains("B") || letters.contains("I") else { return nil }
        let tags = letters.map { letter in
            letter == "O"
                ? .outside : letter.count == 1 ? positions[Character(letter)].map { EntityTag($0, onlyType) } : nil
        }
        let known = tags.compactMap(\.self)
        return known.count == tags.count ? known : nil
    }

    private init(isSuffix: Bool, separator: Character, isLowercase: Bool) {
        self.isSuffix = isSuffix
        self.separator = separator
        self.isLowercase = isLowercase
    }

    /// The notation in which all of these labels are tags, preferring the standard one; `nil` if there is none.
    ///
    /// Names such as `VITAMIN_B` can look like tags by chance, so notations other than the standard one require an
    /// outside label and either a type with several positions, the position I alone, or an unmistakable form (see
    /// `isCertain`).
    public init?(of labels: some Collection<String>) {
        guard let found = Self.all.first(where: { $0.fits(labels) }) else { return nil }
        self = found
    }

    private func fits(_ labels: some Collection<String>) -> Bool {
        let tagged = labels.filter { !isOutside($0) }
        let parts = tagged.compactMap(parts)
        guard !parts.isEmpty, parts.count == tagged.count else { return false }
        let letters = Set(parts.map(\.letter))
        if letters.contains("M"), letters.contains("I") { return false }
        if self == .standard { return true }
        let positions = Dictionary(grouping: parts, by: \.type).values.map { Set($0.map(\.letter)).count }
        guard tagged.count < labels.count else { return false }
        if letters == ["I"] || positions.contains(where: { $0 > 1 }) { return true }
        return isCertain(types: Set(parts.map(\.type)), letters: letters, hasSmallOutside: labels.contains("o"))
    }

    /// Returns true if labels of this form are tags even though each type has only one position, as in a file of
    /// single-word names.
    ///
    /// A common type is proof, and so is `o`, which can only mean outside. Otherwise the position must come first,
    /// before a separator that is rare in names, or before several types in capitals. `B_cell` alone stays a name.
    private func isCertain(types: Set<String>, letters: Set<Character>, hasSmallOutside: Bool) -> Bool {
        if types.contains(where: { Self.customaryTypes.contains($0.uppercased()) }) { return true }
        if isLowercase, hasSmallOutside { return true }
        guard !isSuffix, letters.isSubset(of: ["B", "S", "U"]) else { return false }
        if ":/|".contains(separator) { return true }
        return !isLowercase && types.count > 1 && types.allSatisfy { $0.count > 1 && $0 == $0.uppercased() }
    }

    private static let customaryTypes: Set = [
        "PER", "PERS", "PERSON", "LOC", "LOCATION", "ORG", "ORGANIZATION", "ORGANISATION", "GPE", "MISC", "FAC", "NORP",
        "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "EVENT", "PRODUCT", "LAW", "LANGUAGE", "WORK_OF_ART", "CITY",
        "COUNTRY", "ADDRESS", "GENE", "DISEASE", "CHEMICAL", "DRUG", "NAME", "ENTITY",
    ]

    /// The tag of a label in this notation; `nil` if the label is not a tag.
    public func tag(_ label: String) -> EntityTag? {
        if isOutside(label) { return .outside }
        return parts(of: label).flatMap { parts in
            Self.positions[parts.letter].map { EntityTag($0, parts.type) }
        }
    }

    /// Returns true if some labels use L and U for ends and single words.
    public func usesBILOU(_ labels: some Collection<String>) -> Bool {
        labels.contains { label in !isOutside(label) && parts(of: label).map { "LU".contains($0.letter) } ?? false }
    }

    private func isOutside(_ label: String) -> Bool { label == "O" || isLowercase && label == "o" }

    /// The letter of the position in uppercase, and the type.
    private func parts(of label: String) -> (letter: Character, type: String)? {
        let (first, rest) = isSuffix ? (label.last, label.dropLast()) : (label.first, label.dropFirst())
        guard let first, first.isLowercase == isLowercase, let letter = first.uppercased().first,
            Self.positions[letter] != nil, rest.count > 1, (isSuffix ? rest.last : rest.first) == separator
        else { return nil }
        return (letter, String(isSuffix ? rest.dropLast() : rest.dropFirst()))
    }
}
