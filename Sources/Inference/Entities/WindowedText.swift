package import Tokenization

/// A text as windows of tokens that overlap, each word in the window that shows the most of what is around it.
package struct WindowedText: Sendable {
    /// A stretch of the text, with the special tokens around it.
    package struct Window: Sendable {
        package let ids: [Int32]
        /// Where each token comes from.
        package let alignment: [TokenAlignment]
        /// The words that this window decides.
        package let words: [Word]
    }

    /// Where a word's pieces are.
    package struct Word: Sendable {
        /// The word's number in the text.
        package let number: Int
        /// The positions of its pieces in the window; at least one.
        package let tokens: Range<Int>
    }

    /// The number of words, those without a piece included, which are in no window.
    package let wordCount: Int
    package let windows: [Window]

    /// The numbers of the words that have a token, ascending.
    package var wordsWithTokens: [Int] { windows.flatMap { $0.words.map(\.number) }.sorted() }

    /// The number of tokens of all windows.
    package var tokenCount: Int { windows.reduce(0) { $0 + $1.ids.count } }

    /// The number of tokens of the text as a whole, special ones included: those that windows share count once.
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
    ///   - words: The ranges of the words in the text's UTF-8, ascending; `nil` for those that the tokenizer makes.
    ///   - limit: The number of tokens of a window.
    ///   - stride: The number of tokens that a window shares with the one before it.
    /// - Throws: `FledgeError` where the stride is not below the window, or the text has no token.
    package init(_ text: String, words: [Range<Int>]?, tokenizer: Tokenizer, limit: Int, stride: Int) throws {
        let encodings = try tokenizer.encodeWindows(
            text,
            options: EncodingOptions(
                maximumLength: limit, truncationSide: .right, stride: stride, includesAlignment: true))
        try Encoding.requireTokens(in: encodings)
        let stretches = encodings.map { Stretch($0, words: words) }
        wordCount = words?.count ?? (stretches.lazy.flatMap(\.words).map(\.number).max() ?? -1) + 1
        // The window that has decided for each word so far, and how much it shows around it.
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

    /// What belongs to the windows of several texts, one after the other, parted by texts.
    package static func parted<Element>(_ elements: [Element], by texts: [WindowedText]) -> [ArraySlice<Element>] {
        var start = 0
        return texts.map { text in
            defer { start += text.windows.count }
            return elements[start..<start + text.windows.count]
        }
    }

    /// The quarter of a window that is customary for its overlap with the one before it.
    package static func customaryStride(limit: Int) -> Int { limit / 4 }

    /// A window before it is known which words it decides.
    private struct Stretch {
        /// The words of which there is a piece, with these pieces.
        let words: [Word]
        /// The tokens that are not special.
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
