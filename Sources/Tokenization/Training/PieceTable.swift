/// The pieces that training has found so far, with a reverse mapping from pieces to ids.
struct PieceTable {
    private(set) var bytes = PieceBytes()
    private var ids: [[UInt8]: UInt32] = [:]

    var count: Int { bytes.count }

    func id(of piece: [UInt8]) -> UInt32? { ids[piece] }

    /// The bytes of a piece.
    subscript(id: UInt32) -> ArraySlice<UInt8> { bytes.bytes[bytes.range(of: Int(id))] }

    /// Returns the id of a piece, which is added if it is new.
    mutating func add(_ piece: [UInt8]) -> UInt32 {
        if let id = ids[piece] { return id }
        let id = UInt32(bytes.count)
        bytes.append { $0.append(contentsOf: piece) }
        ids[piece] = id
        return id
    }
}
