public import Entities
import InputOutput

/// The texts of a file with their entities, and the findings about them.
public struct EntityTexts: Sendable {
    /// The texts in file order.
    public let texts: [EntityText]
    /// The tag scheme of the file; `nil` if its tags do not identify one.
    public let scheme: TagScheme?
    /// Everything that was repaired, changed or left out.
    public let findings: EntityFindings

    /// The format of the file; `nil` for texts that do not come from a file.
    public let reading: EntityFileReading?

    public init(
        texts: [EntityText], scheme: TagScheme? = nil, findings: EntityFindings, reading: EntityFileReading? = nil
    ) {
        self.reading = reading
        self.texts = texts
        self.scheme = scheme
        self.findings = findings
    }

    /// The entity types in alphabetical order.
    public var types: [String] { entityCounts.keys.sorted() }

    /// The number of entities of each type.
    public var entityCounts: [String: Int] {
        var counts: [String: Int] = [:]
        for text in texts {
            for entity in text.entities { counts[entity.type, default: 0] += 1 }
        }
        return counts
    }

    /// The number of entities in all texts.
    public var entityCount: Int { texts.reduce(0) { $0 + $1.entities.count } }

    /// The total number of words.
    public var wordCount: Int { texts.reduce(0) { $0 + $1.words.count } }

    /// Checks that there is an entity to train on.
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
