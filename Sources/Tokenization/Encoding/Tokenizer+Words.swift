/// Buffers that one thread reuses from text to text.
struct EncodingWorkspace {
    /// The ids of the texts, without special tokens.
    var ids: [Int32] = []
    /// The normalised form of a stretch of text.
    var normalized: [UInt8] = []
}

extension Tokenizer {
    /// Appends the ids of one text to the workspace.
    func appendIDs(of text: UnsafeBufferPointer<UInt8>, workspace: inout EncodingWorkspace) {
        model.withSpeller { speller in
            tokensInText.forEachSection(of: text) { section in
                switch section {
                case .token(let id): workspace.ids.append(id)
                case .text(let range):
                    appendIDs(ofSection: UnsafeBufferPointer(rebasing: text[range]), &speller, &workspace)
                }
            }
        }
    }

    /// Appends the ids of a stretch of text that holds no token of its own.
    private func appendIDs(
        ofSection text: UnsafeBufferPointer<UInt8>, _ speller: inout Speller, _ workspace: inout EncodingWorkspace
    ) {
        guard let normalization else { return appendIDs(ofNormalized: text, &speller, &workspace.ids) }
        workspace.normalized.removeAll(keepingCapacity: true)
        normalization.append(text, to: &workspace.normalized)
        workspace.normalized.withUnsafeBufferPointer { appendIDs(ofNormalized: $0, &speller, &workspace.ids) }
    }

    private func appendIDs(
        ofNormalized text: UnsafeBufferPointer<UInt8>, _ speller: inout Speller, _ ids: inout [Int32]
    ) {
        tokensInNormalizedText.forEachSection(of: text) { section in
            switch section {
            case .token(let id): ids.append(id)
            case .text(let range):
                let stretch = UnsafeBufferPointer(rebasing: text[range])
                scanner.forEachWord(in: stretch) { word, scalarCount in
                    speller.spell(UnsafeBufferPointer(rebasing: stretch[word]), scalarCount: scalarCount, into: &ids)
                }
            }
        }
    }
}
