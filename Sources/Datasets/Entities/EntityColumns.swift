import InputOutput

/// The positions of words and tags in the lines of a file in columns.
public struct EntityColumns: Sendable, Equatable {
    /// The separator of columns.
    public enum Separator: Sendable, Equatable {
        /// A tab if the first line has one, otherwise spaces.
        case automatic
        /// One tab.
        case tab
        /// Any number of spaces and tabs.
        case spaces
        /// One ASCII character.
        case character(Character)
    }

    /// The column of the words: its number from 1, or from -1 counted from the end. `nil` for the first column that
    /// holds no tags and does not number words or sentences.
    public var word: Int?
    /// The column of the tags, in the same way. `nil` for the last one or, if that has no tags, the last one with tags.
    public var tag: Int?
    /// The separator of columns.
    public var separator: Separator

    public init(word: Int? = nil, tag: Int? = nil, separator: Separator = .automatic) {
        self.word = word
        self.tag = tag
        self.separator = separator
    }
}

extension EntityColumns.Separator {
    /// The byte between columns; `nil` for any number of spaces and tabs.
    ///
    /// - Parameter text: The first line or more, from which an automatic separator is determined.
    func byte(in text: some Sequence<UInt8>) throws -> UInt8? {
        switch self {
        case .automatic: return text.contains(0x09) ? 0x09 : nil
        case .tab: return 0x09
        case .spaces: return nil
        case .character(let character):
            guard let byte = character.asciiValue, byte >= 0x20 else {
                throw FledgeError(
                    .usage, "the separator of columns is no ASCII character", found: "\"\(character)\"")
            }
            return byte == 0x20 ? nil : byte
        }
    }
}
