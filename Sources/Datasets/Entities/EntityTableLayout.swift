import InputOutput

/// The columns of a table of entities, by the names in its first line.
struct EntityTableLayout: Equatable {
    /// The column of the words, or of the texts, from 0.
    let word: Int
    /// The column of the tags, or of the spans.
    let tag: Int
    /// The columns that tell sentences or documents apart.
    let sentences: [Int]
    /// True if a row is a text, with its spans or tags in one cell.
    let holdsTexts: Bool

    private static let sentenceNames: Set = [
        "sentence", "sentenceid", "sentenceno", "sentencenumber", "sentenceidx", "sentenceindex", "sent", "sentid",
        "sentno", "sentenceorder", "doc", "docid", "document", "documentid",
    ]
    private static let textNames = SpanObjectReader.textKeys + SpanObjectReader.wordKeys

    /// Finds the columns; `nil` if the names do not tell them.
    ///
    /// - Parameters:
    ///   - cell: The first cell of a column that is not empty.
    init?(_ names: [String], columns: EntityColumns, cell: (Int) -> String) {
        let keys = names.map { $0.trimmed.lowercased() }
        func index(_ number: Int?) -> Int? {
            number.map { $0 > 0 ? $0 - 1 : names.count + $0 }.flatMap { names.indices.contains($0) ? $0 : nil }
        }
        let listNames = EntityColumnSample.tagNames.union(SpanObjectReader.spanKeys)
        let lists = keys.indices.filter { listNames.contains(keys[$0]) && Self.looksLikeList(cell($0)) }
        if let tag = index(columns.tag) ?? lists.last, Self.looksLikeList(cell(tag)),
            let word = index(columns.word) ?? keys.firstIndex(where: Self.textNames.contains), word != tag
        {
            (self.word, self.tag, sentences, holdsTexts) = (word, tag, [], true)
            return
        }
        guard let tag = index(columns.tag) ?? keys.lastIndex(where: EntityColumnSample.tagNames.contains),
            let word = index(columns.word) ?? keys.firstIndex(where: EntityColumnSample.wordNames.contains), word != tag
        else { return nil }
        (self.word, self.tag, holdsTexts) = (word, tag, false)
        sentences = keys.indices.filter {
            $0 != word && $0 != tag && Self.sentenceNames.contains(keys[$0].filter(\.isLetter))
        }
    }

    static func looksLikeList(_ cell: String) -> Bool { WrittenList.isBracketed(cell.trimmed) }

    /// Returns true if a file begins like a table.
    ///
    /// With tabs between columns, only lists in cells or a column for sentences tell it from CoNLL columns.
    static func isTable(_ head: UnsafeRawBufferPointer) -> Bool {
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: head[3...]) : head
        guard let line = start.split(separator: 0x0A, maxSplits: 1).first else { return false }
        let header = String(decoding: line, as: UTF8.self).trimmed
        for delimiter in Delimiter.candidates {
            let mark = Character(Unicode.Scalar(delimiter.byte))
            let names = header.split(separator: mark, omittingEmptySubsequences: false)
                .map { $0.trimmingPrefix("\"").hasSuffix("\"") ? String($0.dropFirst().dropLast()) : String($0) }
            guard names.count > 1 else { continue }
            // A cell that begins with a bracket is looked at when rows are read.
            let text = String(decoding: start.dropFirst(line.count), as: UTF8.self)
            let hasLists = text.contains("\(mark)\"[") || text.contains("\(mark)[")
            guard let layout = EntityTableLayout(names, columns: EntityColumns(), cell: { _ in hasLists ? "[]" : "" })
            else { continue }
            if layout.holdsTexts || delimiter != .tab || !layout.sentences.isEmpty { return true }
        }
        return false
    }
}
