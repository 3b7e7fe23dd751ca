public import Entities
import InputOutput

/// The texts of a file with the entities in them, and what was to be said about them.
public struct EntityTexts: Sendable {
    /// The texts in the order of the file.
    public let texts: [EntityText]
    /// How the file writes entities as tags; `nil` where it has none that tell.
    public let scheme: TagScheme?
    /// What was repaired, changed or left out.
    public let findings: EntityFindings

    /// What the file was read as; `nil` for texts that are from no file.
    public let reading: EntityFileReading?

    public init(
        texts: [EntityText], scheme: TagScheme? = nil, findings: EntityFindings, reading: EntityFileReading? = nil
    ) {
        self.reading = reading
        self.texts = texts
        self.scheme = scheme
        self.findings = findings
    }

    /// The types of the entities, by the alphabet.
    public var types: [String] { entityCounts.keys.sorted() }

    /// How many entities there are of each type.
    public var entityCounts: [String: Int] {
        var counts: [String: Int] = [:]
        for text in texts {
            for entity in text.entities { counts[entity.type, default: 0] += 1 }
        }
        return counts
    }

    /// The number of entities in all texts.
    public var entityCount: Int { texts.reduce(0) { $0 + $1.entities.count } }

    /// How many words all texts have together.
    public var wordCount: Int { texts.reduce(0) { $0 + $1.words.count } }

    /// Makes sure that there is an entity to learn from.
    ///
    /// - Throws: ``InputOutput/FledgeError`` with category `data` otherwise.
    package func requireEntities(path: String) throws {
        guard entityCount == 0 else { return }
        throw FledgeError(
            .data, at: path, "no text has an entity", expected: "at least one to learn from",
            found: reading.map { "\(texts.count.counted("text")), read as \($0.title)" },
            advice: reading?.columns == nil ? nil : "check which column holds the tags")
    }
}
