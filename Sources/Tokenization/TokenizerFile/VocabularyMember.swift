import InputOutput

/// The pieces and ids of `model.vocab`, in file order.
struct VocabularyMember {
    private var pieces = PieceBytes()
    private var ids: [Int32] = []

    /// Reads the object at the reader's position.
    init(_ reader: inout JSONReader, path: String) throws {
        let remaining = reader.bytes.count - reader.position
        pieces.reserveCapacity(pieces: remaining / 14, bytes: remaining / 2)
        ids.reserveCapacity(remaining / 14)
        try reader.readObject { name, reader in
            pieces.append(name)
            let value = try reader.readValue()
            guard let id = value.integerValue.flatMap(Int32.init(exactly:)), id >= 0 else {
                throw FledgeError(
                    .data, at: "\(path):\(reader.line(at: reader.position))",
                    "the id of \(JSONValue.quoted(name)) in model.vocab is wrong",
                    expected: "a whole number from 0", found: value.excerpt)
            }
            ids.append(id)
        }
    }

    /// The vocabulary in the order of the ids, which may leave gaps.
    ///
    /// - Throws: `FledgeError` with category `data` if ids or pieces occur twice, or if too many ids are left out.
    func makeVocabulary(path: String) throws -> Vocabulary {
        guard let largest = ids.max() else {
            throw FledgeError(.data, at: path, "model.vocab is empty", expected: "at least the special tokens")
        }
        let place: (Int) -> String = { "\(path), id \($0)" }
        if ids.enumerated().allSatisfy({ $0.offset == Int($0.element) }) {
            return try Vocabulary(pieces, place: place)
        }
        guard Int(largest) < 2 * ids.count + Self.mostGaps else {
            throw FledgeError(
                .data, at: path, "model.vocab leaves out very many ids",
                expected: "the ids from 0 to \(ids.count - 1), or few more",
                found: "\(ids.count) pieces up to id \(largest)")
        }
        var positions = [Int](repeating: -1, count: Int(largest) + 1)
        for (position, id) in ids.enumerated() {
            guard positions[Int(id)] < 0 else { throw duplicate(id, positions[Int(id)], position, path: path) }
            positions[Int(id)] = position
        }
        var ordered = PieceBytes()
        ordered.reserveCapacity(pieces: positions.count, bytes: pieces.bytes.count)
        var gaps: Set<Int32> = []
        pieces.bytes.withUnsafeBufferPointer { bytes in
            for (id, position) in positions.enumerated() {
                if position < 0 { gaps.insert(Int32(id)) }
                ordered.append(
                    UnsafeBufferPointer(rebasing: bytes[position < 0 ? 0..<0 : pieces.range(of: position)]))
            }
        }
        return try Vocabulary(ordered, gaps: gaps, place: place)
    }

    /// The maximum number of ids that a small vocabulary may leave out.
    private static let mostGaps = 1 << 16

    private func duplicate(_ id: Int32, _ first: Int, _ second: Int, path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "two pieces of model.vocab have the id \(id)", expected: "a piece for each id",
            found: "\(JSONValue.quoted(pieces[first])) and \(JSONValue.quoted(pieces[second]))")
    }
}
