import Datasets
import Entities

/// The format and the contents of an entity file, as the record of a run stores them.
struct EntityDataReading: Encodable, Sendable {
    let file: EntityFileReading
    /// The tag scheme of the file; `nil` if its tags do not identify one.
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
