public import Entities
import InputOutput

/// A text with its entities.
public struct EntityText: Sendable, Equatable {
    /// The text. If only its words are known, they are joined with single spaces.
    public let text: String
    /// The UTF-8 ranges of the words in the text, ascending and disjoint.
    public let words: [Range<Int>]
    /// The entities as spans of words, ascending and disjoint.
    public let entities: [EntitySpan]
    /// The line of the file on which the text begins, from 1.
    public let line: Int
    /// Tells whether the words are given by the file.
    public let hasGivenWords: Bool

    public init(text: String, words: [Range<Int>], entities: [EntitySpan], line: Int, hasGivenWords: Bool) {
        self.text = text
        self.words = words
        self.entities = entities
        self.line = line
        self.hasGivenWords = hasGivenWords
    }

    /// A text of words joined with single spaces.
    public init(words: some Sequence<String>, entities: [EntitySpan] = [], line: Int = 1) {
        var text = ""
        var ranges: [Range<Int>] = []
        for word in words {
            if !ranges.isEmpty { text.unicodeScalars.append(" ") }
            let start = text.utf8.count
            text.unicodeScalars.append(contentsOf: word.unicodeScalars)
            ranges.append(start..<text.utf8.count)
        }
        self.init(text: text, words: ranges, entities: entities, line: line, hasGivenWords: true)
    }

    /// A word as it occurs in the text.
    public func word(_ index: Int) -> String { text.part(atUTF8: words[index]) }

    /// The part of the text from the first to the last word of an entity.
    public func text(of entity: EntitySpan) -> String {
        text.part(atUTF8: words[entity.words.lowerBound].lowerBound..<words[entity.words.upperBound - 1].upperBound)
    }
}
