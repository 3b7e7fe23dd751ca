/// An entity in a text.
public struct EntityMention: Sendable, Equatable {
    /// The entity as written in the text.
    public let text: String
    /// The entity's type, for instance `PER`; with ``EntityAggregation/none``, the piece's tag, for instance `B-PER`.
    public let type: String
    /// The model's confidence, from 0 to 1: the mean over its words or pieces.
    public let score: Float
    /// The range in the text in Unicode scalars, which Python counts as characters.
    public let characters: Range<Int>
    /// The range in the text's UTF-8.
    public let bytes: Range<Int>
    /// The indices of its words; with ``EntityAggregation/none`` and ``EntityAggregation/simple``, of its pieces.
    public let words: Range<Int>
}

/// A method of aggregating the scores of pieces to entities. All but the first match the pipelines of transformers.
public enum EntityAggregation: String, Sendable, CaseIterable {
    /// Words are tagged by their first piece, with the best tag sequence that the scheme allows.
    case decoded
    /// Every piece with a tag other than `O` is an entity.
    case none
    /// Pieces get their best tags; adjacent pieces of one type are merged unless the second begins an entity.
    case simple
    /// Words get the best tag of their first piece.
    case first
    /// Words get the best tag of the mean of their pieces' probabilities.
    case average
    /// Words get the best tag of their most confident piece.
    case max
}

/// Conversion of UTF-8 offsets within a text to Unicode scalars, in one pass if they ascend.
struct ScalarOffsets {
    private let text: String.UTF8View
    private var index: String.UTF8View.Index
    private var bytes = 0
    private var scalars = 0

    init(_ text: String) {
        self.text = text.utf8
        index = self.text.startIndex
    }

    /// Returns the number of scalars before a byte offset.
    mutating func scalars(before offset: Int) -> Int {
        if offset < bytes { (index, bytes, scalars) = (text.startIndex, 0, 0) }
        while bytes < offset, index < text.endIndex {
            if text[index] & 0xC0 != 0x80 { scalars += 1 }
            text.formIndex(after: &index)
            bytes += 1
        }
        return scalars
    }
}
