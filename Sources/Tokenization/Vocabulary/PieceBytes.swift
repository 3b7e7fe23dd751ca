/// The bytes of all pieces, one after the other in the order of their ids.
struct PieceBytes: Sendable, Equatable {
    private(set) var bytes: [UInt8] = []
    /// The start of each piece, and the end of the last one.
    private(set) var starts: [Int32] = [0]

    var count: Int { starts.count - 1 }

    mutating func reserveCapacity(pieces: Int, bytes byteCount: Int) {
        starts.reserveCapacity(pieces + 1)
        bytes.reserveCapacity(byteCount)
    }

    mutating func append(_ piece: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: piece)
        starts.append(Int32(bytes.count))
    }

    mutating func append(_ piece: String) {
        bytes.append(contentsOf: piece.utf8)
        starts.append(Int32(bytes.count))
    }

    /// Appends a piece that `write` puts together.
    mutating func append(writing write: (inout [UInt8]) throws -> Void) rethrows {
        try write(&bytes)
        starts.append(Int32(bytes.count))
    }

    func range(of id: Int) -> Range<Int> { Int(starts[id])..<Int(starts[id + 1]) }

    subscript(id: Int) -> String { String(decoding: bytes[range(of: id)], as: UTF8.self) }
}

extension PieceBytes {
    /// The ids of pieces that occur again with a larger id.
    var idsOfEarlierDuplicates: Set<Int32> {
        var last: [ArraySlice<UInt8>: Int32] = [:]
        var earlier: Set<Int32> = []
        for id in 0..<count {
            if let other = last.updateValue(Int32(id), forKey: bytes[range(of: id)]) { earlier.insert(other) }
        }
        return earlier
    }

    /// The same pieces, emptied at some ids.
    func emptied(at ids: Set<Int32>) -> PieceBytes {
        var result = PieceBytes()
        result.reserveCapacity(pieces: count, bytes: bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            for id in 0..<count {
                let range = ids.contains(Int32(id)) ? 0..<0 : range(of: id)
                result.append(UnsafeBufferPointer(rebasing: bytes[range]))
            }
        }
        return result
    }
}
