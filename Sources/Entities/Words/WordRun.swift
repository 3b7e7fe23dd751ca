/// A run of text without white space, which contains one or more words.
struct WordRun {
    private(set) var scalars: [WordScalar] = []
    private var end = 0
    /// The number of bytes of the white space that ended the last reading.
    private(set) var spaceLength = 0

    /// Reads the scalars up to the next white space, and returns its position.
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

    func append(_ range: Range<Int>, to words: inout [Range<Int>]) {
        if !range.isEmpty { words.append(offset(range.lowerBound)..<offset(range.upperBound)) }
    }

    private func offset(_ index: Int) -> Int { index < scalars.count ? scalars[index].offset : end }

    /// True if the run is an address such as `https://example.org`, possibly in quotes or brackets.
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

    /// The number of scalars at an index that form a separate word even inside a run; 0 if they do not.
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

    /// The number of scalars of an emoji: with modifiers, joined emoji, or a flag of two scalars.
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
