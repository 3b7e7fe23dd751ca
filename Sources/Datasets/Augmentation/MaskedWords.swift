/// A text with some of its words masked, each with a single mask.
public struct MaskedWords: Sendable, Equatable {
    /// The ids, with the mask's id instead of each masked word, however many pieces the word has.
    public var ids: [Int32]
    /// The segments of the ids, 0 or 1; `nil` if all are 0.
    public var typeIDs: [Int32]?
    /// The positions of the masks.
    public var positions: [Int]
    /// A random number from 0 up to 1 for each mask, for drawing a piece reproducibly.
    public var draws: [Double]

    public init(ids: [Int32], typeIDs: [Int32]?, positions: [Int], draws: [Double]) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.positions = positions
        self.draws = draws
    }
}

/// Proposes replacements for masked words; for instance, a masked language model.
public protocol WordReplacement {
    /// Returns a piece for each mask of each text; `nil` leaves the word unchanged.
    ///
    /// A piece that continues a word, or a special token, cannot replace a word; the word is then left unchanged.
    func pieces(for texts: [MaskedWords]) throws -> [[Int32?]]
}
