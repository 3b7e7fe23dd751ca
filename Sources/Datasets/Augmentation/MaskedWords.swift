/// A text with some of its words hidden, each behind one mask.
public struct MaskedWords: Sendable, Equatable {
    /// The ids, with the mask's in place of each hidden word, however many pieces it has.
    public var ids: [Int32]
    /// The segments of the ids, 0 or 1; `nil` where all are 0.
    public var typeIDs: [Int32]?
    /// Where the masks are.
    public var positions: [Int]
    /// A random number from 0 up to 1 for each mask, to draw a piece by, so that the choice is the same in every run.
    public var draws: [Double]

    public init(ids: [Int32], typeIDs: [Int32]?, positions: [Int], draws: [Double]) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.positions = positions
        self.draws = draws
    }
}

/// Something that knows what could stand in place of hidden words, such as a masked language model.
public protocol WordReplacement {
    /// A piece for each mask of each text; `nil` leaves the word as it was.
    ///
    /// A piece that continues a word, or a special token, cannot stand for a word: the word then stays.
    func pieces(for texts: [MaskedWords]) throws -> [[Int32?]]
}
