import InputOutput

extension Tokenizer {
    /// Encodes a text or a pair of texts.
    ///
    /// - Parameters:
    ///   - text: The text, or the first of a pair.
    ///   - pair: The second text.
    ///   - maximumLength: The most ids that the result may have, special tokens included; nil for no limit. Texts are
    ///     cut at their end, before the special tokens are added.
    ///   - truncation: Which text of a pair is cut.
    /// - Throws: `FledgeError` with category `usage` where the maximum length cannot be reached.
    public func encode(
        _ text: String, pair: String? = nil, maximumLength: Int? = nil, truncation: TruncationStrategy = .longestFirst
    ) throws -> Encoding {
        var workspace = EncodingWorkspace()
        return try encode(
            text, pair: pair, maximumLength: maximumLength, truncation: truncation, workspace: &workspace)
    }

    func encode(
        _ text: String, pair: String?, maximumLength: Int?, truncation: TruncationStrategy,
        workspace: inout EncodingWorkspace
    ) throws -> Encoding {
        var text = text
        return try text.withUTF8 { first in
            guard var pair else {
                return try encode(
                    valid: first, pair: nil, maximumLength: maximumLength, truncation: truncation,
                    workspace: &workspace)
            }
            return try pair.withUTF8 { second in
                try encode(
                    valid: first, pair: second, maximumLength: maximumLength, truncation: truncation,
                    workspace: &workspace)
            }
        }
    }

    /// Encodes a text or a pair of texts in UTF-8, otherwise as ``encode(_:pair:maximumLength:truncation:)``.
    ///
    /// - Throws: `FledgeError` with category `data` where the bytes are not UTF-8, with the offset of the first that
    ///   is wrong; with category `usage` where the maximum length cannot be reached.
    public func encode(
        utf8 text: UnsafeBufferPointer<UInt8>, pair: UnsafeBufferPointer<UInt8>? = nil, maximumLength: Int? = nil,
        truncation: TruncationStrategy = .longestFirst
    ) throws -> Encoding {
        for (bytes, name) in [(text, "text"), (pair, "second text")] {
            if let bytes, let offset = UTF8Validation.firstInvalidByte(in: UnsafeRawBufferPointer(bytes)) {
                throw FledgeError(
                    .data, "the \(name) is not UTF-8", found: "an invalid byte at offset \(offset)",
                    advice: "convert the text to UTF-8")
            }
        }
        var workspace = EncodingWorkspace()
        return try encode(
            valid: text, pair: pair, maximumLength: maximumLength, truncation: truncation, workspace: &workspace)
    }

    /// Encodes bytes that are known to be UTF-8.
    private func encode(
        valid text: UnsafeBufferPointer<UInt8>, pair: UnsafeBufferPointer<UInt8>?, maximumLength: Int?,
        truncation: TruncationStrategy, workspace: inout EncodingWorkspace
    ) throws -> Encoding {
        workspace.ids.removeAll(keepingCapacity: true)
        appendIDs(of: text, workspace: &workspace)
        let first = workspace.ids.count
        var second: Int?
        if let pair {
            appendIDs(of: pair, workspace: &workspace)
            second = workspace.ids.count - first
        }
        var kept = (first: first, second: second ?? 0)
        if let maximumLength {
            let limits = Truncation(
                strategy: truncation, maximumLength: maximumLength, addedCount: specialTokenCount(forPair: pair != nil))
            kept = try limits.lengths(first: first, second: second)
        }
        return assemble(
            workspace.ids, first: 0..<kept.first, second: first..<first + kept.second,
            parts: parts.postProcessor.parts(forPair: pair != nil))
    }

    /// Puts the special tokens around the ids of the texts.
    private func assemble(
        _ ids: [Int32], first: Range<Int>, second: Range<Int>, parts: [PostProcessor.Part]
    ) -> Encoding {
        var result = Encoding(ids: [], typeIDs: [], truncatedTokenCount: ids.count - first.count - second.count)
        result.ids.reserveCapacity(first.count + second.count + parts.count)
        result.typeIDs.reserveCapacity(first.count + second.count + parts.count)
        for part in parts {
            let type: Int32
            switch part {
            case .first(let typeID):
                result.ids.append(contentsOf: ids[first])
                type = typeID
            case .second(let typeID):
                result.ids.append(contentsOf: ids[second])
                type = typeID
            case .special(let special, let typeID):
                result.ids.append(contentsOf: special)
                type = typeID
            }
            result.typeIDs.append(contentsOf: repeatElement(type, count: result.ids.count - result.typeIDs.count))
        }
        return result
    }
}
