/// The pieces of a tokenizer by id; ids count from 0 and may have gaps.
public struct Vocabulary: Sendable {
    /// The pieces in the order of their ids; empty at a gap.
    let pieces: PieceBytes
    let index: PieceIndex
    /// The ids below ``count`` without a piece.
    let gaps: Set<Int32>

    /// Creates a vocabulary from pieces in the order of their ids.
    ///
    /// - Throws: `FledgeError` with category `data` if a piece occurs twice.
    public init(pieces: [String]) throws {
        var bytes = PieceBytes()
        for piece in pieces { bytes.append(piece) }
        try self.init(bytes) { "id \($0)" }
    }

    /// Creates a vocabulary and its hash table.
    ///
    /// - Parameters:
    ///   - gaps: The ids without a piece, at which `pieces` is empty.
    ///   - place: Returns the position of an id's piece, for the error about a duplicate.
    init(_ pieces: PieceBytes, gaps: Set<Int32> = [], place: (Int) -> String) throws {
        var index = PieceIndex(capacity: pieces.count)
        var duplicate: (first: Int, second: Int)?
        pieces.bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<pieces.count where gaps.isEmpty || !gaps.contains(Int32(id)) {
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
        self.gaps = gaps
    }

    /// The number of ids from 0 to the largest, including gaps.
    public var count: Int { pieces.count }

    /// The number of pieces.
    public var pieceCount: Int { count - gaps.count }

    /// The piece of an id, which must be in `0..<count`; an empty string at a gap.
    public subscript(id: Int32) -> String {
        precondition(id >= 0 && Int(id) < count, "id \(id) is not one of the vocabulary's \(count)")
        return pieces[Int(id)]
    }

    /// The piece of an id; `nil` at a gap and for an id beyond the vocabulary.
    func piece(ofID id: Int32) -> String? {
        id >= 0 && Int(id) < count && !gaps.contains(id) ? pieces[Int(id)] : nil
    }

    /// The largest id whose piece can occur in a text; `nil` if there is none.
    var largestUsableID: Int32? {
        (0..<Int32(count)).last { !pieces.range(of: Int($0)).isEmpty }
    }

    /// The id of a piece, or `nil` if the vocabulary has no such piece. Pieces are compared by their bytes.
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
    /// Vocabularies are equal if every id has the same piece.
    public static func == (left: Vocabulary, right: Vocabulary) -> Bool {
        left.pieces == right.pieces && left.gaps == right.gaps
    }
}
