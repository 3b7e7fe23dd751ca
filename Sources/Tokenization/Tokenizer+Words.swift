/// Buffers that one thread reuses from text to text.
struct EncodingWorkspace {
    /// The ids of the texts, without special tokens.
    var ids: [Int32] = []
    /// The normalised form of a stretch of text.
    var normalized: [UInt8] = []
}

extension Tokenizer {
    /// Appends the ids of one text to the workspace.
    ///
    /// - Parameter enough: The number of ids after which the reference stops at the end of a word.
    /// - Returns: How many ids the reference would have seen; all of them where `enough` is nil or not reached.
    func appendIDs(
        of text: UnsafeBufferPointer<UInt8>, enough: Int?, workspace: inout EncodingWorkspace
    ) -> Int {
        let start = workspace.ids.count
        var seen: Int?
        let limit = enough ?? Int.max
        model.withSpeller { speller in
            tokensInText.forEachSection(of: text) { section in
                switch section {
                case .token(let id): workspace.ids.append(id)
                case .text(let range):
                    appendIDs(ofSection: UnsafeBufferPointer(rebasing: text[range]), &speller, &workspace) { count in
                        if seen == nil, count - start >= limit { seen = count - start }
                    }
                }
            }
        }
        return seen ?? workspace.ids.count - start
    }

    /// Appends the ids of a stretch of text without tokens of its own, and reports the count after each word.
    @inline(__always)
    private func appendIDs(
        ofSection text: UnsafeBufferPointer<UInt8>, _ speller: inout Speller, _ workspace: inout EncodingWorkspace,
        _ report: (Int) -> Void
    ) {
        guard let normalization else {
            return appendIDs(ofNormalized: text, &speller, &workspace.ids, report)
        }
        workspace.normalized.removeAll(keepingCapacity: true)
        normalization.append(text, to: &workspace.normalized)
        workspace.normalized.withUnsafeBufferPointer { appendIDs(ofNormalized: $0, &speller, &workspace.ids, report) }
    }

    @inline(__always)
    private func appendIDs(
        ofNormalized text: UnsafeBufferPointer<UInt8>, _ speller: inout Speller, _ ids: inout [Int32],
        _ report: (Int) -> Void
    ) {
        tokensInNormalizedText.forEachSection(of: text) { section in
            switch section {
            case .token(let id): ids.append(id)
            case .text(let range):
                let stretch = UnsafeBufferPointer(rebasing: text[range])
                scanner.forEachWord(in: stretch) { word, scalarCount in
                    let bytes = UnsafeBufferPointer(rebasing: stretch[word])
                    speller.spell(bytes, scalarCount: scalarCount, into: &ids)
                    report(ids.count)
                }
            }
        }
    }
}
