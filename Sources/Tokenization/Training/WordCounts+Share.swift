extension WordCounts {
    /// The share of all word occurrences whose word is a single piece of a vocabulary.
    ///
    /// - Returns: A number from 0 to 1; 0 if there are no words.
    public func singlePieceShare(in vocabulary: Vocabulary) -> Double {
        var found: UInt64 = 0
        vocabulary.index.withView { view in
            forEachWord { word, count in
                var hash = PieceHash()
                hash.append(contentsOf: word)
                let id = view.find(hash: hash.state) {
                    vocabulary.pieces.bytes[vocabulary.pieces.range(of: Int($0))].elementsEqual(word)
                }
                if id != nil { found += count }
            }
        }
        return wordCount == 0 ? 0 : Double(found) / Double(wordCount)
    }
}
