/// The pieces of a tokenizer and their ids: 0, 1, 2 and so on without a gap.
public struct Vocabulary: Sendable {
    let pieces: PieceBytes
    let index: PieceIndex

    /// Makes a vocabulary of pieces in the order of their ids.
    ///
    /// - Throws: `FledgeError` with category `data` where a piece occurs twice.
    public init(pieces: [String]) throws {
        var bytes = PieceBytes()
        for piece in pieces { bytes.append(piece) }
        try self.init(bytes) { "id \($0)" }
    }

    /// Makes a vocabulary and its hash table.
    ///
    /// - Parameter place: Says where the piece of an id stands, for the error about a duplicate.
    init(_ pieces: PieceBytes, place: (Int) -> String) throws {
        var index = PieceIndex(capacity: pieces.count)
        var duplicate: (first: Int, second: Int)?
        pieces.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<pieces.count {
                let range = pieces.range(of: id)
                let piece = UnsafeBufferPointer(rebasing: bytes[range])
                var hash = PieceHash()
                hash.append(contentsOf: piece)
                let known = index.insert(UInt32(id), hash: hash.state) {
                    bytes[pieces.range(of: Int($0))].elementsEqual(piece)
                }
                if let known {
                    duplicate = (Int(known), id)
                    return
                }
            }
        }
        if let duplicate {
            throw VocabularyErrors.duplicate(
                pieces[duplicate.second], at: place(duplicate.second), first: place(duplicate.first))
        }
        self.pieces = pieces
        self.index = index
    }

    /// The number of pieces.
    public var count: Int { pieces.count }

    /// The piece of an id, which must be in `0..<count`.
    public subscript(id: Int32) -> String {
        precondition(id >= 0 && Int(id) < count, "id \(id) is not one of the vocabulary's \(count)")
        return pieces[Int(id)]
    }

    /// The id of a piece, or nil where the vocabulary has no such piece.
    public func id(of piece: String) -> Int32? {
        var piece = piece
        return piece.withUTF8 { wanted in
            var hash = PieceHash()
            hash.append(contentsOf: wanted)
            let id = index.withView { view in
                view.find(hash: hash.state) { pieces.bytes[pieces.range(of: Int($0))].elementsEqual(wanted) }
            }
            return id.map { Int32($0) }
        }
    }
}

extension Vocabulary: Equatable {
    /// Vocabularies are equal where every id has the same piece.
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool { left.pieces == right.pieces }
}
