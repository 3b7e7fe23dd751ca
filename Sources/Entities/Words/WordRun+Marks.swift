extension WordRun {
    /// Appends the words of a part of the run: leading marks, the core, and trailing marks.
    func appendCore(_ part: Range<Int>, isAddress: Bool, to words: inout [Range<Int>]) {
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

    /// Returns true if a part is one word despite the marks at its edges: `'ve` or `:P`.
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

    /// The marks to split off at the beginning, equal ones together.
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

    /// The marks to split off at the end, equal ones together.
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

    /// The HTML character reference that begins at an ampersand.
    private func reference(at start: Int, in part: Range<Int>) -> Range<Int>? {
        let name = scalars[start..<part.upperBound].dropFirst().prefix { $0.kind == .letter }
        let end = name.endIndex
        guard !name.isEmpty, end < part.upperBound, scalars[end].value == 0x3B else { return nil }
        return start..<end + 1
    }

    /// Returns true if the bracket that closes at the end of a part opens within it, as in `word(s)`.
    private func hasOpen(_ bracket: UInt32, in part: Range<Int>) -> Bool {
        let closing = scalars[part.upperBound - 1].value
        return scalars[part].count { $0.value == bracket } >= scalars[part].count { $0.value == closing }
    }

    /// Returns true if a full stop after a part belongs to it: initials, or one or two letters between full stops.
    private func isAbbreviation(_ part: Range<Int>) -> Bool {
        guard let first = part.first else { return false }
        if part.count == 1 { return scalars[first].isUppercase }
        let pieces = scalars[part].split(omittingEmptySubsequences: false) { $0.value == 0x2E }
        return pieces.count > 1 && pieces.allSatisfy { (1...2).contains($0.count) && areLetters($0.indices) }
    }

    /// The start of a possessive `'s`; the end of the part if there is none.
    private func possessiveStart(in part: Range<Int>) -> Int {
        guard part.count > 2 else { return part.upperBound }
        let start = part.upperBound - 2
        let letter = scalars[start + 1].value | 0x20
        return scalars[start].isApostrophe && letter == 0x73 ? start : part.upperBound
    }
}
