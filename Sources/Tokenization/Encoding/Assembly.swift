/// Assembles encodings: puts special tokens around the tokens in a workspace.
struct Assembly {
    unowned(unsafe) private let template: AssemblyTemplate
    private let addsSpecialTokens: Bool
    private let givesTypeIDs: Bool
    private let tokens: TokenBuffer
    private let zeros: UnsafeMutablePointer<SharedZeros>

    /// - Parameter template: Must outlive this value.
    init(
        _ template: AssemblyTemplate, _ tokens: TokenBuffer, _ zeros: UnsafeMutablePointer<SharedZeros>,
        addsSpecialTokens: Bool, givesTypeIDs: Bool
    ) {
        self.template = template
        self.tokens = tokens
        self.zeros = zeros
        self.addsSpecialTokens = addsSpecialTokens
        self.givesTypeIDs = givesTypeIDs
    }

    /// The encoding of a range of each text's tokens.
    func encoding(first: Range<Int>, second: Range<Int>, truncatedTokenCount: Int) -> Encoding {
        let ids = array(repeating: Int32(0), first, second) { part, range, target in
            if part.source == .special {
                for (offset, index) in range.enumerated() { target[offset] = template.specialIDs[index] }
            } else {
                target.update(from: tokens.ids + range.lowerBound, count: range.count)
            }
        }
        let typeIDs =
            template.hasTypeZeroOnly
            ? zeros.pointee.array(count: ids.count)
            : array(repeating: Int32(0), first, second) { part, range, target in
                if part.typeID != 0 { target.update(repeating: part.typeID, count: range.count) }
            }
        let alignment = tokens.alignmentsIfAligned.map { alignments in
            array(repeating: TokenAlignment.special, first, second) { part, range, target in
                if part.source != .special { target.update(from: alignments + range.lowerBound, count: range.count) }
            }
        }
        var encoding = Encoding(
            ids: ids, typeIDs: typeIDs, truncatedTokenCount: truncatedTokenCount, alignment: alignment)
        encoding.givesTypeIDs = givesTypeIDs || template.hasTypeZeroOnly
        return encoding
    }

    /// An array with one element per id; `fill` writes the elements of each part that differ from the default.
    ///
    /// - Parameter fill: Receives a part, the range of its tokens or special ids, and the address of its first element.
    @inline(__always)
    private func array<Element>(
        repeating element: Element, _ first: Range<Int>, _ second: Range<Int>,
        _ fill: (AssemblyTemplate.Part, Range<Int>, UnsafeMutablePointer<Element>) -> Void
    ) -> [Element] {
        func tokens(of part: AssemblyTemplate.Part) -> Range<Int> {
            switch part.source {
            case .first: first
            case .second: second
            case .special: addsSpecialTokens ? part.specialRange : 0..<0
            }
        }
        // The parts fill the array, so they also determine its size, however often they name a text.
        let count = template.parts.reduce(0) { $0 + tokens(of: $1).count }
        var result = [Element](repeating: element, count: count)
        result.withUnsafeMutableBufferPointer { buffer in
            guard var target = buffer.baseAddress else { return }
            for part in template.parts {
                let range = tokens(of: part)
                fill(part, range, target)
                target += range.count
            }
        }
        return result
    }
}
