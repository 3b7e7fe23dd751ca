extension WordPieceDecoder {
    /// The replacements of the clean-up in each piece, in this order.
    private static let replacements: [(pattern: [UInt8], by: [UInt8])] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ].map { (Array($0.utf8), Array($1.utf8)) }

    /// Joins pieces into a text, with a space before each piece that does not continue a word.
    ///
    /// The first piece stays as it is, and the clean-up sees each piece on its own, with the space before it.
    func decode(_ pieces: [String]) -> String {
        let prefix = Array(continuingPrefix.utf8)
        var text: [UInt8] = []
        for (index, piece) in pieces.enumerated() {
            var bytes = Array(piece.utf8)
            if index > 0 {
                if bytes.starts(with: prefix) {
                    bytes.removeFirst(prefix.count)
                } else {
                    bytes.insert(UInt8(ascii: " "), at: 0)
                }
            }
            text += cleansUp ? Self.cleanedUp(bytes) : bytes
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func cleanedUp(_ piece: [UInt8]) -> [UInt8] {
        // Every pattern starts with a space.
        guard piece.contains(UInt8(ascii: " ")) else { return piece }
        return replacements.reduce(piece) { replacing($1.pattern, in: $0, by: $1.by) }
    }

    /// Replaces every occurrence of a pattern, from left to right.
    private static func replacing(_ pattern: [UInt8], in bytes: [UInt8], by replacement: [UInt8]) -> [UInt8] {
        guard bytes.count >= pattern.count else { return bytes }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position...].starts(with: pattern) {
                result += replacement
                position += pattern.count
            } else {
                result.append(bytes[position])
                position += 1
            }
        }
        return result
    }
}
