/// A post-processor's template, laid out flat so that following it takes no reference counting.
struct AssemblyTemplate: Sendable {
    /// Whose ids a part takes.
    enum Source: UInt8 {
        case first, second, special
    }

    struct Part {
        let source: Source
        let typeID: Int32
        /// The part's ids among ``specialIDs``.
        let specialRange: Range<Int>
    }

    let parts: [Part]
    /// The ids of all special parts, one after the other.
    let specialIDs: [Int32]

    init(_ parts: [PostProcessor.Part]) {
        var specialIDs: [Int32] = []
        self.parts = parts.map { part in
            switch part {
            case .first(let typeID): return Part(source: .first, typeID: typeID, specialRange: 0..<0)
            case .second(let typeID): return Part(source: .second, typeID: typeID, specialRange: 0..<0)
            case .special(let ids, let typeID):
                specialIDs += ids
                return Part(
                    source: .special, typeID: typeID,
                    specialRange: specialIDs.count - ids.count..<specialIDs.count)
            }
        }
        self.specialIDs = specialIDs
    }
}

/// Puts the special tokens around tokens that lie in a workspace.
struct Assembly {
    private let template: AssemblyTemplate
    private let addsSpecialTokens: Bool
    private let tokens: TokenBuffer

    init(_ tokenizer: Tokenizer, _ workspace: EncodingWorkspace, _ options: EncodingOptions, isPair: Bool) {
        template = isPair ? tokenizer.pairTemplate : tokenizer.singleTemplate
        addsSpecialTokens = options.addsSpecialTokens
        tokens = workspace.tokens.pointee
    }

    /// The encoding of some of the tokens of each text.
    func encoding(first: Range<Int>, second: Range<Int>, truncatedTokenCount: Int) -> Encoding {
        let ids = array(of: Int32.self, first, second) { part, tokenRange, target in
            if part.source == .special {
                for (offset, index) in part.specialRange.enumerated() { target[offset] = template.specialIDs[index] }
            } else {
                target.update(from: tokens.ids + tokenRange.lowerBound, count: tokenRange.count)
            }
        }
        let typeIDs = array(of: Int32.self, first, second) { part, tokenRange, target in
            target.update(repeating: part.typeID, count: tokenRange.count)
        }
        let alignment = tokens.alignmentsIfAligned.map { alignments in
            array(of: TokenAlignment.self, first, second) { part, tokenRange, target in
                if part.source == .special {
                    target.update(repeating: .special, count: tokenRange.count)
                } else {
                    target.update(from: alignments + tokenRange.lowerBound, count: tokenRange.count)
                }
            }
        }
        return Encoding(
            ids: ids, typeIDs: typeIDs, truncatedTokenCount: truncatedTokenCount, alignment: alignment)
    }

    /// An array with an element for each id, which `fill` writes part by part.
    ///
    /// - Parameter fill: Gets a part, the tokens that it takes (of a special part, only their number counts) and where
    ///   its elements begin.
    @inline(__always)
    private func array<Element>(
        of type: Element.Type, _ first: Range<Int>, _ second: Range<Int>,
        _ fill: (AssemblyTemplate.Part, Range<Int>, UnsafeMutablePointer<Element>) -> Void
    ) -> [Element] {
        let specialCount = addsSpecialTokens ? template.specialIDs.count : 0
        return [Element](unsafeUninitializedCapacity: first.count + second.count + specialCount) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            for part in template.parts {
                let range: Range<Int>
                switch part.source {
                case .first: range = first
                case .second: range = second
                case .special: range = addsSpecialTokens ? part.specialRange : 0..<0
                }
                if range.isEmpty { continue }
                fill(part, range, base + count)
                count += range.count
            }
        }
    }
}
