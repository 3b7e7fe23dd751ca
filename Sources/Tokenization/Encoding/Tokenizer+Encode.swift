import InputOutput

extension Tokenizer {
    /// Encodes a text or a pair of texts.
    ///
    /// - Parameters:
    ///   - text: The text, or the first of a pair.
    ///   - pair: The second text.
    ///   - options: The length that texts are truncated to, before special tokens are added, and the content of the
    ///     result.
    /// - Throws: `FledgeError` with category `usage` if the maximum length cannot be reached.
    public func encode(
        _ text: String, pair: String? = nil, options: EncodingOptions = EncodingOptions()
    ) throws -> Encoding {
        try withSession(options) { try encode(text, pair: pair, $0) }
    }

    /// Encodes a text or a pair of texts in UTF-8, otherwise like ``encode(_:pair:options:)``.
    ///
    /// Ill-formed sequences are replaced with U+FFFD and counted in the result; offsets then refer to the text with the
    /// replacements.
    ///
    /// - Throws: `FledgeError` with category `usage` if the maximum length cannot be reached.
    public func encode(
        utf8 text: UnsafeBufferPointer<UInt8>, pair: UnsafeBufferPointer<UInt8>? = nil,
        options: EncodingOptions = EncodingOptions()
    ) throws -> Encoding {
        let isValid = [text, pair].allSatisfy { bytes in
            bytes.map { UTF8Validation.firstInvalidByte(in: UnsafeRawBufferPointer($0)) == nil } ?? true
        }
        if isValid {
            return try withSession(options) { try encode(.utf8(text), pair: pair.map { .utf8($0) }, $0) }
        }
        let first = UTF8Validation.repaired(UnsafeRawBufferPointer(text))
        let second = pair.map { UTF8Validation.repaired(UnsafeRawBufferPointer($0)) }
        var encoding = try encode(first.text, pair: second?.text, options: options)
        encoding.replacementCount = first.replacementCount + (second?.replacementCount ?? 0)
        return encoding
    }

    /// Encodes a text or a pair of texts that are already split into words.
    ///
    /// Each word is treated as a separate text, so it may become several words or none. Offsets count from the start of
    /// the word, and word numbers are the indices of `words`; words that yield no piece do not occur.
    ///
    /// - Throws: `FledgeError` with category `usage` if the maximum length cannot be reached.
    public func encode(
        words: [String], pair: [String]? = nil, options: EncodingOptions = EncodingOptions()
    ) throws -> Encoding {
        try withSession(options) { try encode(.words(words), pair: pair.map { .words($0) }, $0) }
    }

    func encode(_ text: String, pair: String?, _ session: EncodingSession) throws -> Encoding {
        var text = text
        return try text.withUTF8 { text in
            guard var pair else { return try encode(.utf8(text), pair: nil, session) }
            return try pair.withUTF8 { try encode(.utf8(text), pair: .utf8($0), session) }
        }
    }

    private func encode(_ text: TextInput, pair: TextInput?, _ session: EncodingSession) throws -> Encoding {
        let truncation = try self.truncation(session.options, isPair: pair != nil)
        let found = try tokens(of: text, pair: pair, limit: truncation, session)
        let kept =
            try truncation?.lengths(first: found.first, second: pair == nil ? nil : found.second)
            ?? (first: found.first, second: found.second)
        let side = session.options.truncationSide ?? parts.truncationSide
        return session.assembly(isPair: pair != nil).encoding(
            first: side.range(of: kept.first, in: 0..<found.first),
            second: side.range(of: kept.second, in: found.firstKept..<found.firstKept + found.second),
            truncatedTokenCount: found.first + found.second - kept.first - kept.second)
    }
}

/// The form of a text that is passed to the tokenizer.
enum TextInput {
    /// Valid UTF-8.
    case utf8(UnsafeBufferPointer<UInt8>)
    case words([String])
}

/// The number of tokens of the texts, without special tokens.
struct TokenCounts {
    var first: Int
    var second: Int
    /// The number of tokens of the first text in the workspace, after which those of the second follow.
    var firstKept: Int
}

extension Tokenizer {
    /// The truncation that the options specify; `nil` if they do not specify one.
    func truncation(_ options: EncodingOptions, isPair: Bool) throws -> Truncation? {
        guard let maximumLength = options.maximumLength else { return nil }
        let truncation = Truncation(
            strategy: options.truncation, maximumLength: maximumLength,
            addedCount: options.addsSpecialTokens ? specialTokenCount(forPair: isPair) : 0)
        try truncation.requireRoom()
        return truncation
    }

    /// Finds the tokens of the texts and leaves them in the workspace.
    ///
    /// - Parameter limit: The truncation, if the tokens that it cuts on the right need not be kept.
    func tokens(
        of text: TextInput, pair: TextInput?, limit: Truncation?, _ session: EncodingSession
    ) throws -> TokenCounts {
        let options = session.options
        let tokens = session.tokens
        tokens.pointee.begin(isAligned: options.includesAlignment)
        let budget = (options.truncationSide ?? parts.truncationSide) == .right ? limit?.budget : nil
        tokens.pointee.limit = budget ?? .max
        try append(text, number: 0, session)
        let firstKept = tokens.pointee.count
        let first = firstKept + tokens.pointee.droppedCount
        guard let pair else { return TokenCounts(first: first, second: 0, firstKept: firstKept) }
        tokens.pointee.limit = budget.map { firstKept + $0 } ?? .max
        try append(pair, number: 1, session)
        let all = tokens.pointee.count + tokens.pointee.droppedCount
        return TokenCounts(first: first, second: all - first, firstKept: firstKept)
    }

    @inline(__always)
    private func append(_ text: TextInput, number: Int32, _ session: EncodingSession) throws {
        let firstToken = session.tokens.pointee.count
        switch text {
        case .utf8(let bytes):
            try requireSize(bytes.count)
            var pass = TextPass(session, textNumber: number, firstToken: firstToken)
            pass.append(bytes)
        case .words(let words):
            for (index, var word) in words.enumerated() {
                try requireSize(word.utf8.count)
                var pass = TextPass(session, textNumber: number, firstToken: firstToken, word: Int32(index))
                word.withUTF8 { pass.append($0) }
            }
        }
    }

    private func requireSize(_ byteCount: Int) throws {
        guard byteCount <= Int32.max else {
            throw FledgeError(
                .data, "the text is too large", expected: "less than 2 GiB", found: "\(byteCount) bytes",
                advice: "split the text")
        }
    }
}

extension TruncationSide {
    /// The range of the `length` tokens that are kept of a text.
    func range(of length: Int, in text: Range<Int>) -> Range<Int> {
        switch self {
        case .right: text.lowerBound..<text.lowerBound + length
        case .left: text.upperBound - length..<text.upperBound
        }
    }
}
