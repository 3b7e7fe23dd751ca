import InputOutput

/// The pieces and ids of `model.vocab` in the order of the file.
struct VocabularyMember {
    private var pieces = PieceBytes()
    private var ids: [Int32] = []

    /// Reads the object that the reader stands before.
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

    /// The vocabulary in the order of the ids.
    ///
    /// - Throws: `FledgeError` with category `data` where ids or pieces occur twice or ids are left out.
    func makeVocabulary(path: String) throws -> Vocabulary {
        guard !ids.isEmpty else {
            throw FledgeError(.data, at: path, "model.vocab is empty", expected: "at least the special tokens")
        }
        let place: (Int) -> String = { "\(path), id \($0)" }
        if ids.enumerated().allSatisfy({ $0.offset == Int($0.element) }) {
            return try Vocabulary(pieces, place: place)
        }
        var positions = [Int](repeating: -1, count: ids.count)
        for (position, id) in ids.enumerated() {
            guard Int(id) < ids.count, positions[Int(id)] < 0 else { throw gapOrDuplicate(path: path) }
            positions[Int(id)] = position
        }
        var ordered = PieceBytes()
        ordered.reserveCapacity(pieces: ids.count, bytes: pieces.bytes.count)
        pieces.bytes.withUnsafeBufferPointer { bytes in
            for position in positions {
                ordered.append(UnsafeBufferPointer(rebasing: bytes[pieces.range(of: position)]))
            }
        }
        return try Vocabulary(ordered, place: place)
    }

    /// The error about ids that are not 0, 1, 2 and so on.
    private func gapOrDuplicate(path: String) -> FledgeError {
        var pieceOfID: [Int32: Int] = [:]
        for (position, id) in ids.enumerated() {
            if let other = pieceOfID.updateValue(position, forKey: id) {
                return FledgeError(
                    .data, at: path, "two pieces of model.vocab have the id \(id)", expected: "a piece for each id",
                    found: "\(JSONValue.quoted(pieces[other])) and \(JSONValue.quoted(pieces[position]))")
            }
        }
        let missing = (0..<Int32(ids.count)).first { pieceOfID[$0] == nil } ?? 0
        return FledgeError(
            .data, at: path, "model.vocab has no piece with the id \(missing)",
            expected: "the ids from 0 to \(ids.count - 1)", found: "\(ids.count) pieces up to id \(ids.max() ?? 0)")
    }
}
