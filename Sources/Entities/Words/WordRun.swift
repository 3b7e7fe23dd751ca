/// A stretch of a text without white space, which is one word or several.
struct WordRun {
    private var scalars: [WordScalar] = []
    private var end = 0
    /// How many bytes the white space has at which the last reading began.
    private(set) var spaceLength = 0

    /// Reads the scalars up to the next white space; where it is.
    ///
    /// - Parameter bytes: Text in valid UTF-8.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        scalars.removeAll(keepingCapacity: true)
        end = start
        while end < bytes.count {
            let (value, length) = Self.scalar(in: bytes, at: end)
            let kind = WordScalar.kind(of: value)
            if kind == .space {
                spaceLength = length
                break
            }
            scalars.append(WordScalar(value: value, kind: kind, offset: end))
            end += length
        }
        return end
    }

    private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        func bits(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset] & 0x3F) }
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | bits(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | bits(1) << 6 | bits(2), 3) }
        return ((first & 0x07) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3), 4)
    }

    /// Appends the ranges of the words.
    func appendWords(to words: inout [Range<Int>]) {
        if scalars.allSatisfy({ $0.kind == .invisible }) { return }
        if isAddress { return appendCore(scalars.indices, isAddress: true, to: &words) }
        if scalars.allSatisfy({ $0.kind == .punctuation || $0.kind == .sign }) {
            return append(scalars.indices, to: &words)
        }
        var start = 0
        var index = 0
        while index < scalars.count {
            let length = separateLength(at: index)
            if length > 0 {
                appendCore(start..<index, isAddress: false, to: &words)
                append(index..<index + length, to: &words)
                start = index + length
            }
            index += max(length, 1)
        }
        appendCore(start..<index, isAddress: false, to: &words)
    }

    private func append(_ range: Range<Int>, to words: inout [Range<Int>]) {
        if !range.isEmpty { words.append(offset(range.lowerBound)..<offset(range.upperBound)) }
    }

    private func offset(_ index: Int) -> Int { index < scalars.count ? scalars[index].offset : end }

    /// Whether the run is an address such as `https://example.org`, maybe in quotes or brackets.
    private var isAddress: Bool {
        var values = scalars.lazy.map(\.value).makeIterator()
        var last: (UInt32, UInt32) = (0, 0)
        while let value = values.next() {
            if last == (0x3A, 0x2F), value == 0x2F { return true }
            last = (last.1, value)
        }
        let start = scalars.firstIndex { $0.kind != .punctuation } ?? 0
        return scalars[start...].prefix(4).map(\.value).elementsEqual([0x77, 0x77, 0x77, 0x2E])
    }

    /// How many scalars from one on are a word even inside a run; 0 where it is none.
    private func separateLength(at index: Int) -> Int {
        let scalar = scalars[index]
        switch scalar.kind {
        case .ideograph: return 1 + modifierCount(from: index + 1)
        case .emoji: return emojiLength(at: index)
        default:
            let count = scalars[index...].prefix { $0.value == scalar.value }.count
            return scalar.separates || scalar.separatesDoubled && count > 1 ? count : 0
        }
    }

    private func modifierCount(from index: Int) -> Int {
        scalars[index...].prefix { $0.kind == .modifier }.count
    }

    /// How many scalars an emoji has: with modifiers, joined to others, or a flag of two.
    private func emojiLength(at index: Int) -> Int {
        if scalars[index].isRegionalIndicator, index + 1 < scalars.count, scalars[index + 1].isRegionalIndicator {
            return 2
        }
        var next = index + 1
        next += modifierCount(from: next)
        while next + 1 < scalars.count, scalars[next].value == 0x200D,
            scalars[next + 1].kind == .emoji || scalars[next + 1].kind == .sign
        {
            next += 2
            next += modifierCount(from: next)
        }
        return next - index
    }
}

extension WordRun {
    /// Appends the words of a part of the run: marks before, what stands between, marks after.
    private func appendCore(_ part: Range<Int>, isAddress: Bool, to words: inout [Range<Int>]) {
        var core = part
        if !isWhole(core) {
            while let mark = firstMark(in: core) {
                append(mark, to: &words)
                core = mark.upperBound..<core.upperBound
                if isWhole(core) { break }
            }
        }
        var marks: [Range<Int>] = []
        while !core.isEmpty, !isWhole(core), let mark = lastMark(in: core, isAddress: isAddress) {
            marks.append(mark)
            core = core.lowerBound..<mark.lowerBound
        }
        let possessive = isAddress ? core.upperBound : possessiveStart(in: core)
        append(core.lowerBound..<possessive, to: &words)
        append(possessive..<core.upperBound, to: &words)
        for mark in marks.reversed() { append(mark, to: &words) }
    }

    /// Whether a part is one word in spite of the marks at its edges: `'ve` or `:P`.
    private func isWhole(_ part: Range<Int>) -> Bool {
        guard part.count > 1 else { return false }
        let first = scalars[part.lowerBound]
        let rest = part.dropFirst()
        switch first.value {
        case 0x27, 0x2019: return rest.count <= 2 && areLetters(rest)
        case 0x3A, 0x3B:
            let mouth = rest.first.map { scalars[$0].value == 0x2D } == true ? rest.dropFirst() : rest
            return mouth.count == 1 && areLetters(mouth)
        default: return false
        }
    }

    private func areLetters(_ part: Range<Int>) -> Bool {
        scalars[part].allSatisfy { $0.kind == .letter && !$0.isDigit }
    }

    /// The marks to be split off at the beginning, equal ones together.
    private func firstMark(in part: Range<Int>) -> Range<Int>? {
        guard let first = part.first, scalars[first].kind == .punctuation else { return nil }
        let rest = scalars[part].dropFirst()
        let next = rest.first?.kind
        switch scalars[first].value {
        case 0x23, 0x40: if next == .letter || next == .sign { return nil }  // #topic, @name
        case 0x2E: if rest.first?.isDigit == true { return nil }  // .5
        case 0x26: if let reference = reference(at: first, in: part) { return reference }  // &amp;
        default: break
        }
        if next == .modifier { return nil }
        return first..<first + 1 + rest.prefix { $0.value == scalars[first].value }.count
    }

    /// The marks to be split off at the end, equal ones together.
    private func lastMark(in part: Range<Int>, isAddress: Bool) -> Range<Int>? {
        guard let last = part.last, scalars[last].kind == .punctuation else { return nil }
        let value = scalars[last].value
        switch value {
        case 0x23, 0x40: return nil  // C#
        case 0x2F, 0x2026: if isAddress { return nil }
        case 0x2E: if isAbbreviation(part.dropLast()) { return nil }
        case 0x3B:
            let start = scalars[part].lastIndex { $0.value == 0x26 }
            if let start, let reference = reference(at: start, in: part), reference.upperBound == part.upperBound {
                return reference
            }
        case 0x29: if hasOpen(0x28, in: part) { return nil }
        case 0x5D: if hasOpen(0x5B, in: part) { return nil }
        default: break
        }
        let start = scalars[part].lastIndex { $0.value != value }.map { $0 + 1 } ?? part.lowerBound
        return (value == 0x29 || value == 0x5D || isAddress ? last : start)..<last + 1
    }

    /// The character reference of HTML that begins at an ampersand.
    private func reference(at start: Int, in part: Range<Int>) -> Range<Int>? {
        let name = scalars[start..<part.upperBound].dropFirst().prefix { $0.kind == .letter }
        let end = name.endIndex
        guard !name.isEmpty, end < part.upperBound, scalars[end].value == 0x3B else { return nil }
        return start..<end + 1
    }

    /// Whether the bracket that closes at the end of a part opens within it, as in `word(s)`.
    private func hasOpen(_ bracket: UInt32, in part: Range<Int>) -> Bool {
        let closing = scalars[part.upperBound - 1].value
        return scalars[part].count { $0.value == bracket } >= scalars[part].count { $0.value == closing }
    }

    /// Whether a full stop after a part belongs to it: initials, or letters and pairs of them between full stops.
    private func isAbbreviation(_ part: Range<Int>) -> Bool {
        guard let first = part.first else { return false }
        if part.count == 1 { return scalars[first].isUppercase }
        let pieces = scalars[part].split(omittingEmptySubsequences: false) { $0.value == 0x2E }
        return pieces.count > 1 && pieces.allSatisfy { (1...2).contains($0.count) && areLetters($0.indices) }
    }

    /// Where a possessive `'s` begins; the end of the part where there is none.
    private func possessiveStart(in part: Range<Int>) -> Int {
        guard part.count > 2 else { return part.upperBound }
        let start = part.upperBound - 2
        let letter = scalars[start + 1].value | 0x20
        return scalars[start].isApostrophe && letter == 0x73 ? start : part.upperBound
    }
}
