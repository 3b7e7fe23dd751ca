import InputOutput

/// Errors about tokens with a role.
enum SpecialTokenErrors {
    /// - Parameter vocabulary: The vocabulary, for better advice where it has the token behind a byte order mark.
    static func missing(
        _ token: String, role: String, from vocabulary: Vocabulary? = nil, at path: String
    ) -> FledgeError {
        let isBehindMark = vocabulary?.id(of: "\u{FEFF}" + token) != nil
        return FledgeError(
            .data, at: path, "the vocabulary lacks \(JSONValue.quoted(token)), which is \(role)",
            expected: "a piece of that name",
            found: isBehindMark ? "it behind a byte order mark, which is part of the piece" : nil,
            advice: isBehindMark
                ? "remove the byte order mark at the start of the file"
                : "check that the vocabulary and the tokenizer's settings belong to one checkpoint")
    }

    static func wrongID(_ token: String, role: String, id: Int32, vocabularyID: Int32, at path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "\(role) gives \(JSONValue.quoted(token)) an id that is not its own",
            expected: "\(vocabularyID), as in the vocabulary", found: "\(id)")
    }
}
