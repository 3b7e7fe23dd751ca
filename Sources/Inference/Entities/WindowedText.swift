package import Tokenization

/// A text split into overlapping windows of tokens, with each word assigned to the window that shows most of its
/// context.
package struct WindowedText: Sendable {
    /// A section of the text, including special tokens.
    package struct Window: Sendable {
        package let ids: [Int32]
        /// The origin of each token.
        package let alignment: [TokenAlignment]
        /// The words assigned to this window.
        package let words: [Word]
    }

    /// The location of a word's pieces.
    package struct Word: Sendable {
        /// The index of the word in the text.
        package let number: Int
        /// The positions of its pieces in the window; at least one.
        package let tokens: Range<Int>
    }

    /// The number of words, including those without pieces, which are in no window.
    package let wordCount: Int
    package let windows: [Window]

    /// The indices of the words with tokens, ascending.
    package var wordsWithTokens: [Int] { windows.flatMap { $0.words.map(\.number) }.sorted() }

    /// The number of tokens in all windows.
    package var tokenCount: Int { windows.reduce(0) { $0 + $1.ids.count } }

    /// The number of tokens of the text as a whole, including special ones: tokens shared by windows count once.
    package var textTokenCount: Int {
        var (count, end) = (windows.first?.ids.count ?? 0, 0)
        for (number, window) in windows.enumerated() {
            let content = window.alignment.filter { !$0.isSpecial }
            if number > 0 { count += content.count { $0.byteRange.lowerBound >= end } }
            end = content.map(\.byteRange.upperBound).max() ?? end
        }
        return count
    }

    /// - Parameters:
    ///   - words: The ranges of the words in the text's UTF-8, ascending; `nil` for the words that the tokenizer finds.
    ///   - limit: The number of tokens of a window.
    ///   - stride: The number of tokens that a window shares with the previous one.
    /// - Throws: `FledgeError` if the stride is not below the window length, or the text has no tokens.
    package init(_ text: String, words: [Range<Int>]?, tokenizer: Tokenizer, limit: Int, stride: Int) throws {
        let encodings = try tokenizer.encodeWindows(
            text,
            options: EncodingOptions(
                maximumLength: limit, truncationSide: .right, stride: stride, includesAlignment: true))
        try Encoding.requireTokens(in: encodings)
        let stretches = encodings.map { Stretch($0, words: words) }
        wordCount = words?.count ?? (stretches.lazy.flatMap(\.words).map(\.number).max() ?? -1) + 1
        // The window assigned to each word so far, and the size of the context that it shows.
        var owners = [(window: Int, context: Int)](repeating: (-1, -1), count: wordCount)
        for (number, stretch) in stretches.enumerated() {
            for word in stretch.words {
                let before = number == 0 ? Int.max : word.tokens.lowerBound - stretch.content.lowerBound
                let after =
                    number == stretches.count - 1 ? Int.max : stretch.content.upperBound - word.tokens.upperBound
                let context = min(before, after)
                if context > owners[word.number].context { owners[word.number] = (number, context) }
            }
        }
        windows = zip(encodings, stretches).enumerated().map { number, pair in
            Window(
                ids: pair.0.ids, alignment: pair.0.alignment ?? [],
                words: pair.1.words.filter { owners[$0.number].window == number })
        }
    }

    /// Splits elements that belong to the windows of several texts, in order, by text.
    package static func parted<Element>(_ elements: [Element], by texts: [WindowedText]) -> [ArraySlice<Element>] {
        var start = 0
        return texts.map { text in
            defer { start += text.windows.count }
            return elements[start..<start + text.windows.count]
        }
    }

    /// The default overlap of a window with the previous one: a quarter of a window.
    package static func customaryStride(limit: Int) -> Int { limit / 4 }

    /// A window before words are assigned.
    private struct Stretch {
        /// The words with pieces in the window.
        let words: [Word]
        /// The tokens except special ones.
        let content: Range<Int>

        init(_ encoding: Encoding, words: [Range<Int>]?) {
            let alignment = encoding.alignment ?? []
            let content = alignment.indices.filter { !alignment[$0].isSpecial }
            self.content = (content.first ?? 0)..<((content.last ?? -1) + 1)
            var found: [Word] = []
            var next = 0
            for token in content {
                let start = alignment[token].byteRange.lowerBound
                let number: Int
                if let words {
                    while next < words.count, words[next].upperBound <= start { next += 1 }
                    guard next < words.count, words[next].contains(start) else { continue }
                    number = next
                } else {
                    guard let word = alignment[token].word else { continue }
                    number = word
                }
                if let last = found.last, last.number == number {
                    found[found.count - 1] = Word(number: number, tokens: last.tokens.lowerBound..<token + 1)
                } else {
                    found.append(Word(number: number, tokens: token..<token + 1))
                }
            }
            self.words = found
        }
    }
}
