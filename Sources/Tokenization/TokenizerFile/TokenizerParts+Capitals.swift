import InputOutput

extension TokenizerParts {
    /// A warning if lowercasing makes pieces unreachable, as it does with the vocabulary of a cased model; `nil` if it
    /// does not.
    func unreachableCapitals() -> String? {
        guard case .bert(let settings) = normalizer, settings.lowercases else { return nil }
        let others = Set(addedTokens.map { Array($0.content.utf8) })
        var count = 0
        var example: String?
        for id in 0..<vocabulary.count {
            let bytes = vocabulary.pieces.bytes[vocabulary.pieces.range(of: id)]
            guard bytes.contains(where: { (65...90).contains($0) || $0 >= 0x80 }) else { continue }
            let piece = String(decoding: bytes, as: UTF8.self)
            guard Self.hasCapital(piece), !others.contains(Array(bytes)), !Self.isReserved(piece) else { continue }
            count += 1
            example = example ?? piece
        }
        guard let example else { return nil }
        return """
            the tokenizer makes letters lower case, so \(count) of the vocabulary's \(vocabulary.pieceCount) pieces have \
            capital letters that no text can reach, such as \(JSONValue.quoted(example)); if the \
            model is cased, set do_lower_case to false
            """
    }

    private static func hasCapital(_ piece: String) -> Bool {
        piece.unicodeScalars.contains { scalar in
            scalar.isASCII
                ? (65...90).contains(scalar.value)
                : ScalarMapping.shared.exceptionalLowercase(of: scalar.value) != nil
                    || ScalarMapping.shared.simpleLowercase(of: scalar.value) != scalar.value
        }
    }

    /// Tells whether a piece is in brackets, like special tokens and reserved ones.
    private static func isReserved(_ piece: String) -> Bool {
        (piece.hasPrefix("[") && piece.hasSuffix("]")) || (piece.hasPrefix("<") && piece.hasSuffix(">"))
    }
}
