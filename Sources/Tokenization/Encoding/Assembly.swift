/// Puts the special tokens around tokens that lie in a workspace.
struct Assembly {
    private let parts: [PostProcessor.Part]
    private let specialCount: Int
    private let addsSpecialTokens: Bool
    private let tokens: TokenBuffer

    init(_ tokenizer: Tokenizer, _ workspace: EncodingWorkspace, _ options: EncodingOptions, isPair: Bool) {
        parts = tokenizer.parts.postProcessor.parts(forPair: isPair)
        addsSpecialTokens = options.addsSpecialTokens
        specialCount = addsSpecialTokens ? tokenizer.specialTokenCount(forPair: isPair) : 0
        tokens = workspace.tokens.pointee
    }

    /// The encoding of some of the tokens of each text.
    func encoding(first: Range<Int>, second: Range<Int>, truncatedTokenCount: Int) -> Encoding {
        let count = first.count + second.count + specialCount
        var encoding = Encoding(ids: [], typeIDs: [], truncatedTokenCount: truncatedTokenCount)
        encoding.ids.reserveCapacity(count)
        encoding.typeIDs.reserveCapacity(count)
        if tokens.isAligned {
            encoding.alignment = []
            encoding.alignment?.reserveCapacity(count)
        }
        for part in parts {
            switch part {
            case .first(let typeID): append(first, typeID, to: &encoding)
            case .second(let typeID): append(second, typeID, to: &encoding)
            case .special(let ids, let typeID):
                guard addsSpecialTokens else { continue }
                encoding.ids.append(contentsOf: ids)
                encoding.typeIDs.append(contentsOf: repeatElement(typeID, count: ids.count))
                encoding.alignment?.append(contentsOf: repeatElement(.special, count: ids.count))
            }
        }
        return encoding
    }

    private func append(_ range: Range<Int>, _ typeID: Int32, to encoding: inout Encoding) {
        encoding.ids.append(contentsOf: UnsafeBufferPointer(start: tokens.ids + range.lowerBound, count: range.count))
        encoding.typeIDs.append(contentsOf: repeatElement(typeID, count: range.count))
        guard let alignments = tokens.alignments, encoding.alignment != nil else { return }
        encoding.alignment?.append(
            contentsOf: UnsafeBufferPointer(start: alignments + range.lowerBound, count: range.count))
    }
}
