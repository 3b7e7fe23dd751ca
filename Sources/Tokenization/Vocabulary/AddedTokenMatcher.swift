import Foundation

/// Finds added tokens in UTF-8: the leftmost match, and the longest of those.
final class AddedTokenMatcher: Sendable {
    private struct Pattern: Sendable {
        let bytes: [UInt8]
        let token: AddedToken
    }

    /// A stretch of text, or a token with its id and the whitespace that it includes.
    enum Section {
        case text(Range<Int>)
        case token(Int32, Range<Int>)
    }

    /// The patterns, longest first, and for each byte, whether one of them starts with it.
    private let patterns: [Pattern]
    private let startsPattern: [Bool]
    /// The byte that all patterns start with, if there is one.
    private let onlyStart: UInt8?
    let isEmpty: Bool

    /// - Parameter tokens: The tokens, each with the bytes to look for, which must not be empty.
    init(_ tokens: [(token: AddedToken, bytes: [UInt8])]) {
        patterns = tokens.map { Pattern(bytes: $0.bytes, token: $0.token) }
            .sorted { $0.bytes.count > $1.bytes.count }
        var startsPattern = [Bool](repeating: false, count: 256)
        for pattern in patterns { startsPattern[Int(pattern.bytes[0])] = true }
        self.startsPattern = startsPattern
        let starts = startsPattern.indices.filter { startsPattern[$0] }
        onlyStart = starts.count == 1 ? UInt8(starts[0]) : nil
        isEmpty = patterns.isEmpty
    }

    /// Calls `body` with the sections of a text in order; text sections are not empty.
    ///
    /// As in the reference, a match that is rejected because it is part of a longer word is skipped as a whole, and
    /// whitespace that a token includes on its right may still be part of the next match.
    ///
    /// - Parameter skipsSpecial: Rejects special tokens.
    func forEachSection(
        of text: UnsafeBufferPointer<UInt8>, skipsSpecial: Bool = false, _ body: (Section) -> Void
    ) {
        if nextStart(in: text, from: 0) == nil {
            if !text.isEmpty { body(.text(0..<text.count)) }
            return
        }
        var textStart = 0
        var position = 0
        while let (start, pattern) = nextMatch(in: text, from: position) {
            position = start + pattern.bytes.count
            if skipsSpecial, pattern.token.isSpecial { continue }
            if pattern.token.isSingleWord, touchesWord(text, start..<position) { continue }
            var matchStart = start
            var matchEnd = position
            if pattern.token.stripsLeft { matchStart = max(textStart, Self.startOfSpace(in: text, before: start)) }
            if pattern.token.stripsRight { matchEnd = Self.endOfSpace(in: text, after: position) }
            // If the previous token has taken a space on its right, a token that is itself a space is left empty.
            matchEnd = max(matchStart, matchEnd)
            if textStart < matchStart { body(.text(textStart..<matchStart)) }
            body(.token(pattern.token.id, matchStart..<matchEnd))
            textStart = matchEnd
        }
        if textStart < text.count { body(.text(textStart..<text.count)) }
    }

    private func nextMatch(
        in text: UnsafeBufferPointer<UInt8>, from first: Int
    ) -> (start: Int, pattern: Pattern)? {
        var start = first
        while let next = nextStart(in: text, from: start) {
            for pattern in patterns
            where next + pattern.bytes.count <= text.count
                && text[next..<next + pattern.bytes.count].elementsEqual(pattern.bytes)
            {
                return (next, pattern)
            }
            start = next + 1
        }
        return nil
    }

    /// The next byte that a pattern starts with.
    private func nextStart(in text: UnsafeBufferPointer<UInt8>, from first: Int) -> Int? {
        guard let base = text.baseAddress, first < text.count else { return nil }
        if let onlyStart {
            let found = memchr(base + first, Int32(onlyStart), text.count - first)
            return found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
        }
        return startsPattern.withUnsafeBufferPointer { startsPattern in
            (first..<text.count).first { startsPattern[Int(base[$0])] }
        }
    }

    // MARK: Surroundings

    private func touchesWord(_ text: UnsafeBufferPointer<UInt8>, _ match: Range<Int>) -> Bool {
        if match.lowerBound > 0,
            Self.isWordScalar(UTF8Bytes.scalar(in: text, endingAt: match.lowerBound).scalar)
        {
            return true
        }
        return match.upperBound < text.count
            && Self.isWordScalar(UTF8Bytes.scalar(in: text, at: match.upperBound).scalar)
    }

    private static func isWordScalar(_ scalar: UInt32) -> Bool {
        ScalarTraits.Table.shared[scalar].contains(.wordScalar)
    }

    private static func startOfSpace(in text: UnsafeBufferPointer<UInt8>, before end: Int) -> Int {
        var position = end
        while position > 0 {
            let (scalar, length) = UTF8Bytes.scalar(in: text, endingAt: position)
            guard ScalarTraits.Table.shared[scalar].contains(.whitespace) else { break }
            position -= length
        }
        return position
    }

    private static func endOfSpace(in text: UnsafeBufferPointer<UInt8>, after start: Int) -> Int {
        var position = start
        while position < text.count {
            let (scalar, length) = UTF8Bytes.scalar(in: text, at: position)
            guard ScalarTraits.Table.shared[scalar].contains(.whitespace) else { break }
            position += length
        }
        return position
    }
}
