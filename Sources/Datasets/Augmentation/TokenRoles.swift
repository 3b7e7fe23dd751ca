/// What the ids of a vocabulary are to an augmentation.
public struct TokenRoles: Sendable, Equatable {
    /// By id: whether the piece continues the word before it, such as `##ing`.
    public let continuesWord: [Bool]
    /// By id: whether the piece is a special token, such as `[CLS]`; one for unknown words is none, since it is a word.
    public let isSpecial: [Bool]
    /// The id that stands for a hidden word.
    public let maskID: Int32?

    /// - Parameters:
    ///   - continuesWord: By id: whether the piece continues the word before it.
    ///   - specialIDs: The ids of special tokens, without that of unknown words.
    ///   - maskID: The id that stands for a hidden word; needed to replace words.
    public init(continuesWord: [Bool], specialIDs: some Sequence<Int32>, maskID: Int32? = nil) {
        self.continuesWord = continuesWord
        var isSpecial = [Bool](repeating: false, count: continuesWord.count)
        for id in specialIDs { isSpecial[Int(id)] = true }
        self.isSpecial = isSpecial
        self.maskID = maskID
    }
}

/// A row taken apart: special tokens, which stay, and texts made of words.
struct WordLayout {
    /// The texts of the row, one for each run of pieces between special tokens and of one segment; each has the ranges of
    /// its words.
    private(set) var texts: [[Range<Int>]] = []

    init(_ row: EncodedRow, roles: TokenRoles) {
        var words: [Range<Int>] = []
        for (index, id) in row.ids.enumerated() {
            let isSpecial = roles.isSpecial[Int(id)]
            let isSameText = words.last?.upperBound == index && row.typeIDs?[index] == row.typeIDs?[max(index - 1, 0)]
            if !words.isEmpty, isSpecial || !isSameText {
                texts.append(words)
                words = []
            }
            if isSpecial { continue }
            if let last = words.last, roles.continuesWord[Int(id)] {
                words[words.count - 1] = last.lowerBound..<index + 1
            } else {
                words.append(index..<index + 1)
            }
        }
        if !words.isEmpty { texts.append(words) }
    }
}
