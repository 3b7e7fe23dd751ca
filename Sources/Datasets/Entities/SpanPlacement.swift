import Entities
import InputOutput

/// Aligns character spans with the words of a text.
struct SpanPlacement {
    /// A span that is aligned with words.
    private struct Placed {
        var span: CharacterSpan
        var length: Int
        var words: Range<Int>
    }

    let text: String
    let words: [Range<Int>]
    let policy: MisalignmentPolicy
    /// The findings about the spans.
    private(set) var findings: [(kind: EntityFinding.Kind, detail: String)] = []

    init(text: String, words: [Range<Int>], policy: MisalignmentPolicy) {
        self.text = text
        self.words = words
        self.policy = policy
    }

    /// The entities, ascending and disjoint: of overlapping spans the longest, and of equally long ones the first.
    mutating func entities(of spans: [CharacterSpan], unit: OffsetUnit?) -> [EntitySpan] {
        guard !spans.isEmpty else { return [] }
        let table = offsetTable(for: spans, unit: unit)
        let bytes = Array(text.utf8)
        var placed: [Placed] = []
        for span in spans {
            guard let range = range(of: span, table, bytes), let words = wordsTouched(by: range, span, bytes) else {
                continue
            }
            placed.append(Placed(span: span, length: range.count, words: words))
        }
        return longest(of: placed)
    }

    /// The offsets in the requested unit, or in the first unit in which spans that repeat their text agree with it.
    private func offsetTable(for spans: [CharacterSpan], unit: OffsetUnit?) -> OffsetTable {
        let scalars = OffsetTable(text, unit: unit ?? .scalars)
        let known = spans.filter { $0.text != nil }
        guard unit == nil, !known.isEmpty, scalars.count != text.utf8.count else { return scalars }
        let bytes = Array(text.utf8)
        return [scalars, OffsetTable(text, unit: .utf16), OffsetTable(text, unit: .bytes)].first { table in
            known.allSatisfy { span in
                table.bytes(from: span.start, to: span.end).map { Self.agrees(span, bytes[$0]) } ?? false
            }
        } ?? scalars
    }

    /// Tells whether the text that a span repeats is the one at its position. Whitespace is ignored, since it is often
    /// written differently.
    private static func agrees(_ span: CharacterSpan, _ bytes: ArraySlice<UInt8>) -> Bool {
        guard let text = span.text else { return true }
        if text.utf8.elementsEqual(bytes) { return true }
        func squeezed(_ text: String) -> String {
            var scalars = String.UnicodeScalarView()
            for part in text.split(separator: "\\n") {
                scalars.append(contentsOf: part.unicodeScalars.filter { !$0.properties.isWhitespace })
            }
            return String(scalars)
        }
        return squeezed(text) == squeezed(String(decoding: bytes, as: UTF8.self))
    }

    /// The bytes of a span.
    private mutating func range(of span: CharacterSpan, _ table: OffsetTable, _ bytes: [UInt8]) -> Range<Int>? {
        let described = "\(span.type) \(span.start)..<\(span.end)"
        if span.start >= span.end {
            findings.append((.empty, "\(described) \(span.start == span.end ? "is empty" : "ends before it begins")"))
            return nil
        }
        guard let range = table.bytes(from: span.start, to: span.end) else {
            let isOutside = span.start < 0 || span.end > table.count
            let problem = isOutside ? "reaches outside the text of \(table.count)" : "splits a character"
            findings.append((.outside, "\(described) \(problem)"))
            return nil
        }
        guard Self.agrees(span, bytes[range]) else {
            let found = Spelling.list([String(decoding: bytes[range], as: UTF8.self)])
            findings.append((.differentText, "\(described) is \(found), not \(Spelling.list([span.text ?? ""]))"))
            return nil
        }
        return range
    }

    /// The words that a span touches, if the policy allows it.
    private mutating func wordsTouched(
        by range: Range<Int>, _ span: CharacterSpan, _ bytes: [UInt8]
    ) -> Range<Int>? {
        let first = firstWord { $0.upperBound > range.lowerBound }
        let end = firstWord { $0.lowerBound >= range.upperBound }
        guard first < end else {
            findings.append((.empty, "\(span.type) \(span.start)..<\(span.end) holds no word"))
            return nil
        }
        if words[first].lowerBound >= range.lowerBound, words[end - 1].upperBound <= range.upperBound {
            return first..<end
        }
        let wordBytes = words[first].lowerBound..<words[end - 1].upperBound
        let whole = Spelling.list([String(decoding: bytes[wordBytes], as: UTF8.self)])
        let part = "\(span.type) \(Spelling.list([String(decoding: bytes[range], as: UTF8.self)]))"
        switch policy {
        case .snap:
            findings.append((.snapped, "\(part) to \(whole)"))
            return first..<end
        case .drop, .stop:
            findings.append((.misaligned, "\(part) in \(whole)"))
            return nil
        }
    }

    /// The index of the first word for which, and for all later ones, a condition holds.
    private func firstWord(where holds: (Range<Int>) -> Bool) -> Int {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(words[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func longest(of placed: [Placed]) -> [EntitySpan] {
        let order = placed.indices.sorted { (-placed[$0].length, $0) < (-placed[$1].length, $1) }
        var kept: [Placed] = []
        var owner = [Int?](repeating: nil, count: words.count)
        for candidate in order.map({ placed[$0] }) {
            guard let taken = candidate.words.lazy.compactMap({ owner[$0] }).first else {
                for word in candidate.words { owner[word] = kept.count }
                kept.append(candidate)
                continue
            }
            report(candidate, against: kept[taken])
        }
        return kept.map { EntitySpan(words: $0.words, type: $0.span.type) }
            .sorted { $0.words.lowerBound < $1.words.lowerBound }
    }

    private mutating func report(_ dropped: Placed, against kept: Placed) {
        let kind: EntityFinding.Kind =
            if dropped.words == kept.words {
                dropped.span.type == kept.span.type ? .duplicate : .contradictory
            } else if dropped.words.clamped(to: kept.words) == dropped.words {
                .nested
            } else {
                .crossing
            }
        func described(_ placed: Placed) -> String {
            "\(placed.span.type) \(Spelling.list([self.text(of: placed.words)]))"
        }
        let relation = kind == .crossing ? "crosses" : kind == .nested ? "is within" : "is also"
        findings.append((kind, "\(described(dropped)) \(relation) \(described(kept))"))
    }

    private func text(of range: Range<Int>) -> String {
        let (start, end) = (words[range.lowerBound].lowerBound, words[range.upperBound - 1].upperBound)
        return text.part(atUTF8: start..<end)
    }
}
