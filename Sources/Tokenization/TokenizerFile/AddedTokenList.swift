import InputOutput

/// Reads the added tokens of tokenizer.json and gives them ids as the reference does.
enum AddedTokenList {
    /// - Throws: `FledgeError` with category `data` where a token's id is not the one that it gets.
    static func read(_ root: ComponentFields, vocabulary: Vocabulary) throws -> [AddedToken] {
        guard root["added_tokens"] != nil else { return [] }
        let fields = try root.listedFields("added_tokens")
        let tokens = try fields.map { fields in
            try fields.requireOnly(
                "id", "content", "single_word", "lstrip", "rstrip", "normalized", "special")
            return AddedToken(
                id: Int32(try fields.integer("id")), content: try fields.string("content"),
                isSingleWord: try fields.bool("single_word"), stripsLeft: try fields.bool("lstrip"),
                stripsRight: try fields.bool("rstrip"), isNormalized: try fields.bool("normalized"),
                isSpecial: try fields.bool("special"))
        }
        return try assigningIDs(tokens, vocabulary: vocabulary) { fields[$0].place(of: "id") }
    }

    /// Leaves out empty tokens and earlier ones of the same name, and checks the ids: that of the piece of the same
    /// name, else the next one behind the vocabulary.
    ///
    /// - Parameter place: Says where a token stands, by its number, for the error about its id.
    static func assigningIDs(
        _ tokens: [AddedToken], vocabulary: Vocabulary, place: (Int) -> String
    ) throws -> [AddedToken] {
        var result: [AddedToken] = []
        var positions: [String: Int] = [:]
        var next = Int32(vocabulary.count)
        for (number, token) in tokens.enumerated() where !token.content.isEmpty {
            let known = vocabulary.id(of: token.content) ?? positions[token.content].map { result[$0].id }
            let id = known ?? next
            guard token.id == id else {
                throw FledgeError(
                    .data, at: place(number), "the added token \(JSONValue.quoted(token.content)) has the wrong id",
                    expected: "\(id), \(known == nil ? "the next one behind" : "as in") the vocabulary",
                    found: "\(token.id)")
            }
            if known == nil { next += 1 }
            if let position = positions[token.content] {
                result[position] = token
            } else {
                positions[token.content] = result.count
                result.append(token)
            }
        }
        return result
    }
}
