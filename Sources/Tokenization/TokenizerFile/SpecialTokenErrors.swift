import InputOutput

/// Errors about tokens with a role.
enum SpecialTokenErrors {
    static func missing(_ token: String, role: String, at path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "the vocabulary lacks \(JSONValue.quoted(token)), which is \(role)",
            expected: "a piece of that name",
            advice: "check that the vocabulary and the tokenizer's settings belong to one checkpoint")
    }

    static func wrongID(_ token: String, role: String, id: Int32, vocabularyID: Int32, at path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "\(role) gives \(JSONValue.quoted(token)) an id that is not its own",
            expected: "\(vocabularyID), as in the vocabulary", found: "\(id)")
    }
}
