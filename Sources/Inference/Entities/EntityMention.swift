/// An entity in a text.
public struct EntityMention: Sendable, Equatable {
    /// The entity as the text writes it.
    public let text: String
    /// What it is, for instance `PER`; with ``EntityAggregation/none`` the piece's tag, for instance `B-PER`.
    public let type: String
    /// How sure the model is, from 0 to 1: the mean over its words or pieces.
    public let score: Float
    /// Where it is in the text, in Unicode scalars, as Python counts characters.
    public let characters: Range<Int>
    /// Where it is in the text's UTF-8.
    public let bytes: Range<Int>
    /// The numbers of its words; of its pieces with ``EntityAggregation/none`` and ``EntityAggregation/simple``.
    public let words: Range<Int>
}

/// How the scores of pieces become entities. All but the first are as in the pipelines of the transformers library.
public enum EntityAggregation: String, Sendable, CaseIterable {
    /// Words by their first piece, and the best sequence of tags that the scheme allows.
    case decoded
    /// Every piece that has another tag than `O`, by itself.
    case none
    /// Pieces by their best tags; neighbours of one type are together unless the second begins an entity.
    case simple
    /// Words by the best tag of their first piece.
    case first
    /// Words by the best tag of the mean of their pieces' probabilities.
    case average
    /// Words by the best tag of their surest piece.
    case max
}

/// Offsets within a text in Unicode scalars, found from those in its UTF-8 in one pass where they ascend.
struct ScalarOffsets {
    private let text: String.UTF8View
    private var index: String.UTF8View.Index
    private var bytes = 0
    private var scalars = 0

    init(_ text: String) {
        self.text = text.utf8
        index = self.text.startIndex
    }

    /// The number of scalars before an offset in bytes.
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
