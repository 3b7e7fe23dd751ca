import InputOutput

/// Reads the added tokens of tokenizer.json and assigns ids to added tokens as the reference does.
enum AddedTokenList {
    /// A token that a file declares.
    struct Entry {
        /// The token; its id is assigned later.
        var token: AddedToken
        /// The id that the file lists; `nil` for the next one.
        var id: Int32?
        /// Counts the token only if a new token follows: the reference gives it an id beyond the vocabulary, for which
        /// the model has a row only if it has one for a later token.
        var isReserved = false
        /// Returns the position of the token, for errors.
        var place: () -> String
    }

    /// The tokens that tokenizer.json lists, in its order.
    static func entries(_ root: ComponentFields) throws -> [Entry] {
        guard root["added_tokens"] != nil else { return [] }
        return try root.listedFields("added_tokens").map { fields in
            try fields.requireOnly(
                "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
            let id = Int32(try fields.integer("id"))
            let token = AddedToken(
                id: id, content: try fields.string("content"),
                isSingleWord: try fields.bool("single_word"), stripsLeft: try fields.bool("lstrip"),
                stripsRight: try fields.bool("rstrip"), isNormalized: try fields.bool("normalized"),
                isSpecial: try fields.bool("special"))
            return Entry(token: token, id: id) { fields.place(of: "id") }
        }
    }

    /// Tells whether the ids of the tokens beyond a vocabulary ascend.
    static func isInOrder(_ entries: [Entry], vocabulary: Vocabulary) -> Bool {
        let ids = entries.filter { vocabulary.id(of: $0.token.content) == nil }.compactMap(\.id)
        return zip(ids, ids.dropFirst()).allSatisfy { $0 <= $1 }
    }

    /// Leaves out empty tokens and earlier duplicates, and assigns each token its id: that of the piece with the same
    /// name, otherwise the next one beyond the vocabulary, in the order of the ids that files list.
    ///
    /// - Throws: `FledgeError` with category `data` if a listed id differs, or if the next id belongs to a piece.
    static func assigningIDs(_ entries: [Entry], vocabulary: Vocabulary) throws -> [AddedToken] {
        var result: [AddedToken] = []
        var reserved: Set<[UInt8]> = []
        var pending: [AddedToken] = []
        var positions: [[UInt8]: Int] = [:]
        // The reference counts pieces, so its next id may belong to a piece if the vocabulary has gaps.
        var next = Int32(vocabulary.pieceCount)
        let listed = entries.enumerated().filter { $0.element.id != nil }
            .sorted { ($0.element.id ?? 0, $0.offset) < ($1.element.id ?? 0, $1.offset) }.map(\.element)
        for entry in listed + entries.filter({ $0.id == nil }) where !entry.token.content.isEmpty {
            let name = Array(entry.token.content.utf8)
            let content = JSONValue.quoted(entry.token.content)
            if entry.isReserved {
                if vocabulary.id(of: entry.token.content) == nil, positions[name] == nil,
                    reserved.insert(name).inserted
                {
                    var token = entry.token
                    token.id = next
                    pending.append(token)
                    next += 1
                }
                continue
            }
            let known = vocabulary.id(of: entry.token.content) ?? positions[name].map { result[$0].id }
            let id = known ?? next
            guard entry.id ?? id == id else {
                throw FledgeError(
                    .data, at: entry.place(), "the added token \(content) has the wrong id",
                    expected: "\(id), \(known == nil ? "the next one behind" : "as in") the vocabulary",
                    found: "\(entry.id ?? id)")
            }
            if known == nil {
                if let piece = vocabulary.piece(ofID: id) {
                    throw FledgeError(
                        .data, at: entry.place(), "the added token \(content) gets the id of a piece",
                        expected: "an id that no piece has", found: "\(id), that of \(JSONValue.quoted(piece))",
                        advice: "give the vocabulary a piece for each id below it")
                }
                next += 1
                for token in pending where vocabulary.piece(ofID: token.id) == nil {
                    positions[Array(token.content.utf8)] = result.count
                    result.append(token)
                }
                pending = []
            }
            var token = entry.token
            token.id = id
            if let position = positions[name] {
                result[position] = token
            } else {
                positions[name] = result.count
                result.append(token)
            }
        }
        return result
    }
}
