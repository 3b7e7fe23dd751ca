/// The roles of a vocabulary's ids in augmentation.
public struct TokenRoles: Sendable, Equatable {
    /// For each id, tells whether the piece continues a word, as `##ing` does.
    public let continuesWord: [Bool]
    /// For each id, tells whether the piece is a special token, such as `[CLS]`; the unknown token is not, since it is
    /// a word.
    public let isSpecial: [Bool]
    /// The id of the mask token.
    public let maskID: Int32?

    /// - Parameters:
    ///   - continuesWord: For each id, true if the piece continues a word.
    ///   - specialIDs: The ids of special tokens, except the unknown token.
    ///   - maskID: The id of the mask token; required to replace words.
    public init(continuesWord: [Bool], specialIDs: some Sequence<Int32>, maskID: Int32? = nil) {
        self.continuesWord = continuesWord
        var isSpecial = [Bool](repeating: false, count: continuesWord.count)
        for id in specialIDs { isSpecial[Int(id)] = true }
        self.isSpecial = isSpecial
        self.maskID = maskID
    }
}

/// The structure of a row: special tokens, which are kept, and texts made of words.
struct WordLayout {
    /// The texts of the row, one for each run of pieces between special tokens in one segment; each is an array of word
    /// ranges.
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
