import InputOutput

/// The ways in which a vocabulary can be wrong.
enum VocabularyErrors {
    static func duplicate(_ piece: String, at place: String, first: String) -> FledgeError {
        FledgeError(
            .data, at: place, "the piece \(JSONValue.quoted(piece)) occurs twice", expected: "every piece once",
            found: "the same piece at \(first)", advice: "remove one of them; the ids after it change")
    }

    /// Says where two files of one checkpoint disagree about the piece of an id.
    static func difference(
        id: Int, vocabularyFile: String, itsPiece: String?, tokenizerFile: String, itsPiece other: String?
    ) -> FledgeError {
        FledgeError(
            .data, at: "\(vocabularyFile):\(id + 1)",
            "the vocabulary differs from that of \(tokenizerFile) at id \(id)",
            expected: "\(other.map(JSONValue.quoted) ?? "no piece"), as in \(tokenizerFile)",
            found: itsPiece.map(JSONValue.quoted) ?? "no piece",
            advice: "remove the file that does not belong to the model")
    }
}
