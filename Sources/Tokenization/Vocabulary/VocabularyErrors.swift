import InputOutput

/// Errors about vocabularies.
enum VocabularyErrors {
    static func duplicate(_ piece: String, at place: String, first: String) -> FledgeError {
        FledgeError(
            .data, at: place, "the piece \(JSONValue.quoted(piece)) occurs twice", expected: "every piece once",
            found: "the same piece at \(first)", advice: "remove one of them; the ids after it change")
    }
}
