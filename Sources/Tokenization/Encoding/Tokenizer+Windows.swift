import InputOutput

extension Tokenizer {
    /// Encodes a text or a pair of texts in windows of a maximum length, so that nothing is lost.
    ///
    /// Texts that ``EncodingOptions/truncation`` would truncate are split into overlapping stretches. Each window holds
    /// one stretch of each text; if both texts of a pair are split, there is a window for each combination.
    ///
    /// - Parameter options: The window length is ``EncodingOptions/maximumLength``, and ``EncodingOptions/stride`` is
    ///   the number of tokens that a stretch shares with the previous one. With truncation on the left, windows go from
    ///   the end of a text to its start.
    /// - Returns: The windows; the first one is the result of ``encode(_:pair:options:)``.
    /// - Throws: `FledgeError` with category `usage` if the maximum length is missing or cannot be reached, or if the
    ///   stride is not smaller than the window.
    public func encodeWindows(
        _ text: String, pair: String? = nil, options: EncodingOptions
    ) throws -> [Encoding] {
        var text = text
        return try withSession(options) { session in
            try text.withUTF8 { text in
                guard var pair else { return try encodeWindows(.utf8(text), pair: nil, session) }
                return try pair.withUTF8 { try encodeWindows(.utf8(text), pair: .utf8($0), session) }
            }
        }
    }

    /// Encodes texts that are already split into words in windows, otherwise like ``encodeWindows(_:pair:options:)``;
    /// offsets and word numbers are those of ``encode(words:pair:options:)``.
    public func encodeWindows(
        words: [String], pair: [String]? = nil, options: EncodingOptions
    ) throws -> [Encoding] {
        try withSession(options) { try encodeWindows(.words(words), pair: pair.map { .words($0) }, $0) }
    }

    private func encodeWindows(
        _ text: TextInput, pair: TextInput?, _ session: EncodingSession
    ) throws -> [Encoding] {
        let options = session.options
        guard let truncation = try truncation(options, isPair: pair != nil) else {
            throw FledgeError(.usage, "windows need a maximum length", expected: "the length of a window")
        }
        try requireStride(options.stride, window: truncation.budget)
        let found = try tokens(of: text, pair: pair, limit: nil, session)
        let kept = try truncation.lengths(first: found.first, second: pair == nil ? nil : found.second)
        let side = options.truncationSide ?? parts.truncationSide
        let first = try stretches(of: 0..<found.first, kept.first, options.stride, side)
        let second = try stretches(of: found.first..<found.first + found.second, kept.second, options.stride, side)
        let assembly = session.assembly(isPair: pair != nil)
        // The order of the reference: the first stretch of the first text with the first of the second, then the other
        // stretches of the first text with all of the second, then the first one with the other stretches of the
        // second.
        let order =
            [(first[0], second[0])] + first.dropFirst().flatMap { first in second.map { (first, $0) } }
            + second.dropFirst().map { (first[0], $0) }
        return order.map { assembly.encoding(first: $0, second: $1, truncatedTokenCount: 0) }
    }

    /// The overlapping stretches of `length` tokens that cover a text's tokens.
    private func stretches(
        of text: Range<Int>, _ length: Int, _ stride: Int, _ side: TruncationSide
    ) throws -> [Range<Int>] {
        if length == text.count { return [text] }
        try requireStride(stride, window: length)
        var stretches: [Range<Int>] = []
        switch side {
        case .right:
            for start in Swift.stride(from: text.lowerBound, to: text.upperBound, by: length - stride) {
                stretches.append(start..<min(start + length, text.upperBound))
                if start + length >= text.upperBound { break }
            }
        case .left:
            for end in Swift.stride(from: text.upperBound, to: text.lowerBound, by: stride - length) {
                stretches.append(max(end - length, text.lowerBound)..<end)
                if end - length <= text.lowerBound { break }
            }
        }
        return stretches
    }

    private func requireStride(_ stride: Int, window: Int) throws {
        guard (0..<max(window, 0)).contains(stride) else {
            throw FledgeError(
                .usage, "the stride \(stride) is not below the window", expected: "0 to \(window - 1)",
                found: "\(stride) for windows of \(window) tokens beside the special ones",
                advice: "lower the stride or raise the maximum length")
        }
    }
}
