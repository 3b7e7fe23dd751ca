import Datasets
import Entities

/// What a file of entities was read as and what was in it, as the record of a run keeps it.
struct EntityDataReading: Encodable, Sendable {
    let file: EntityFileReading
    /// How the file writes entities as tags; `nil` if it has none that tell.
    let scheme: TagScheme?
    let texts: Int, words: Int, entities: Int

    init(_ texts: EntityTexts, _ file: EntityFileReading) {
        self.file = file
        scheme = texts.scheme
        self.texts = texts.texts.count
        words = texts.wordCount
        entities = texts.entityCount
    }
}
