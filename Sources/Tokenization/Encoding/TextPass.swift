/// Splits one text into tokens: added tokens, normalization, words, pieces.
///
/// Words of ASCII letters and digits, which are the bulk of most texts, are looked up without being copied; see
/// ``appendPlainText(_:)``. The rest is normalized in stretches.
struct TextPass {
    private let session: EncodingSession
    private let isAligned: Bool
    /// 0 for the first text of a pair, 1 for the second.
    private let textNumber: Int32
    /// The number of the next word; words that the caller split keep theirs.
    private var wordNumber: Int32
    private let keepsWordNumber: Bool
    /// The index of the first token of the text, or of its first word.
    private let firstToken: Int
    /// The number of bytes minus the number of characters of the text up to ``countedBytes``.
    private var surplusBytes: UInt32 = 0
    private var countedBytes = 0

    /// - Parameters:
    ///   - firstToken: The index of the first token of the text, or of its first word.
    ///   - word: The number of the word, if the caller split the text.
    init(_ session: EncodingSession, textNumber: Int32, firstToken: Int, word: Int32? = nil) {
        self.session = session
        isAligned = session.options.includesAlignment
        self.textNumber = textNumber
        wordNumber = word ?? 0
        keepsWordNumber = word != nil
        self.firstToken = firstToken
    }

    private var tokenizer: Tokenizer { session.tokenizer }
    private var speller: Speller { session.speller }
    private var tokens: UnsafeMutablePointer<TokenBuffer> { session.tokens }
    private var normalized: UnsafeMutablePointer<NormalizedText> { session.normalized }
    private var skipsSpecial: Bool { !session.options.recognizesSpecialTokens || tokenizer.parts.splitsSpecialTokens }

    /// Appends the tokens of a text.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        session.tokensInText.forEachSection(of: text, skipsSpecial: skipsSpecial) { section in
            switch section {
            case .token(let id, let range): appendToken(id, range, of: text, UnsafeBufferPointer(rebasing: text[range]))
            case .text(let range):
                if let plain = session.plainText {
                    appendPlainText(text, range, plain)
                } else {
                    appendNormalizing(text, range)
                }
            }
        }
    }

    // MARK: Tokens

    /// Appends an added token that covers a range of the text.
    ///
    /// - Parameter spelling: The token as it was found, in the text or in its normalized form.
    private mutating func appendToken(
        _ id: Int32, _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ spelling: UnsafeBufferPointer<UInt8>
    ) {
        tokens.pointee.reserve(1)
        tokens.pointee.ids[tokens.pointee.count] = id
        if isAligned {
            let range =
                tokenizer.parts.postProcessor.offsetTrimming.map { trimmed(range, of: text, spelling, $0) } ?? range
            let start = characterIndex(of: range.lowerBound, in: text)
            write(
                at: tokens.pointee.count, bytes: UInt32(range.lowerBound)..<UInt32(range.upperBound),
                characters: start..<characterIndex(of: range.upperBound, in: text))
        }
        tokens.pointee.commit(1)
        endWord()
    }

    /// The range without the spaces that the post-processor does not count as part of the token.
    private mutating func trimmed(
        _ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>, _ spelling: UnsafeBufferPointer<UInt8>,
        _ trimming: OffsetTrimming
    ) -> Range<Int> {
        let covered = String(decoding: text[range], as: UTF8.self).unicodeScalars
        let start = Int(characterIndex(of: range.lowerBound, in: text))
        let kept = trimming.trimmed(
            start..<start + covered.count, of: String(decoding: spelling, as: UTF8.self).unicodeScalars,
            isFirst: tokens.pointee.count == firstToken)
        let characters = Array(covered)
        let skipped = characters[..<(kept.lowerBound - start)].reduce(0) { $0 + UTF8.width($1) }
        let length = characters[(kept.lowerBound - start)..<(kept.upperBound - start)].reduce(0) { $0 + UTF8.width($1) }
        return range.lowerBound + skipped..<range.lowerBound + skipped + length
    }

    @inline(__always)
    private mutating func endWord() {
        if !keepsWordNumber { wordNumber &+= 1 }
    }

    @inline(__always)
    private func write(at index: Int, bytes: Range<UInt32>, characters: Range<UInt32>) {
        tokens.pointee.alignments.unsafelyUnwrapped[index] = TokenAlignment(
            byteStart: bytes.lowerBound, byteEnd: bytes.upperBound, characterStart: characters.lowerBound,
            characterEnd: characters.upperBound, wordNumber: wordNumber, textNumber: textNumber)
    }

    /// The number of characters before a byte of the text; fast if calls go from left to right.
    @inline(__always)
    private mutating func characterIndex(of byte: Int, in text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if byte > countedBytes {
            for position in countedBytes..<byte where text[position] & 0xC0 == 0x80 { surplusBytes &+= 1 }
        } else if byte < countedBytes {
            for position in byte..<countedBytes where text[position] & 0xC0 == 0x80 { surplusBytes &-= 1 }
        }
        countedBytes = byte
        return UInt32(truncatingIfNeeded: byte) &- surplusBytes
    }

    // MARK: Plain text

    /// Appends the words of a stretch of text for BERT's normalizer and pre-tokenizer.
    ///
    /// A word of ASCII letters and digits is looked up by its bytes, lowercased in two integers. A stretch with other
    /// scalars or control characters is normalized up to whitespace or punctuation that such a word follows: neither
    /// normalization nor words extend across it.
    private mutating func appendPlainText(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ plain: PlainText
    ) {
        guard let base = text.baseAddress else { return }
        let kinds = plain.kinds
        var position = range.lowerBound
        let end = range.upperBound
        while position < end {
            let kind = kinds[Int(base[position])]
            if kind == PlainText.space {
                position += 1
                continue
            }
            var word: ASCIIWord
            if kind == PlainText.letter {
                word = ASCIIWord(base + position, available: end - position)
                if word.key.length > WordCache.Key.longestWord
                    || (position + word.key.length < end
                        && kinds[Int(base[position + word.key.length])] == PlainText.other)
                {
                    position = appendStretch(text, position..<end, kinds)
                    continue
                }
                if plain.lowercases { word.lowercase() }
            } else if kind == PlainText.punctuation {
                word = ASCIIWord(punctuation: base[position])
            } else {
                position = appendStretch(text, position..<end, kinds)
                continue
            }
            appendShortWord(word.key, at: position, in: text)
            position += word.key.length
        }
    }

    /// Appends a word whose bytes are contiguous in the text.
    @inline(__always)
    private mutating func appendShortWord(
        _ key: WordCache.Key, at position: Int, in text: UnsafeBufferPointer<UInt8>
    ) {
        tokens.pointee.reserve(WordCache.Key.longestWord)
        let written = writeIDs(of: key)
        if isAligned {
            let first = tokens.pointee.count
            let shift = UInt32(truncatingIfNeeded: position) &- characterIndex(of: position, in: text)
            var start = UInt32(truncatingIfNeeded: position)
            for index in first..<first + written {
                let id = tokens.pointee.ids[index]
                let length = written == 1 ? key.length : speller.length(of: id, isFirst: index == first)
                let end = start &+ UInt32(truncatingIfNeeded: length)
                write(at: index, bytes: start..<end, characters: start &- shift..<end &- shift)
                start = end
            }
        }
        tokens.pointee.commit(written)
        endWord()
    }

    /// Writes the ids of a short word after the existing tokens and returns their number.
    @inline(__always)
    private func writeIDs(of key: WordCache.Key) -> Int {
        let ids = tokens.pointee.ids + tokens.pointee.count
        let places = session.words.places(of: key)
        let place = places[0].holds(key) ? places : places + 1
        guard place.pointee.holds(key) else { return learnIDs(of: key, at: places, into: ids) }
        (ids[0], ids[1], ids[2]) = place.pointee.ids
        return Int(place.pointee.count)
    }

    @inline(never)
    private func learnIDs(
        of key: WordCache.Key, at places: UnsafeMutablePointer<WordCache.Entry>, into ids: UnsafeMutablePointer<Int32>
    ) -> Int {
        let written = key.withBytes { bytes, scalarCount in
            speller.spell(bytes, scalarCount: scalarCount, into: ids)
        }
        if written <= WordCache.mostIDs {
            places[1] = places[0]
            places[0] = WordCache.Entry(
                low: key.low, high: key.high, length: UInt16(key.length), count: UInt16(written),
                ids: (ids[0], written > 1 ? ids[1] : 0, written > 2 ? ids[2] : 0))
        }
        return written
    }

    /// Appends a stretch that has to be normalized, and returns its end.
    @inline(never)
    private mutating func appendStretch(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ kinds: UnsafePointer<UInt8>
    ) -> Int {
        // Long enough to be worth the call, short enough for the buffers.
        let longest = 1 << 16
        var end = range.lowerBound
        while end < range.upperBound {
            let kind = kinds[Int(text[end])]
            if kind == PlainText.space || kind == PlainText.punctuation {
                let next = end + 1 < range.upperBound ? kinds[Int(text[end + 1])] : PlainText.letter
                if next == PlainText.letter || end - range.lowerBound > longest { break }
            }
            end += 1
        }
        appendNormalizing(text, range.lowerBound..<end)
        return end
    }

    // MARK: Normalized text

    /// Normalizes a range of the text, and appends the tokens and words in the result.
    private mutating func appendNormalizing(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        normalized.pointee.begin(isAligned: isAligned)
        tokenizer.normalize(text, range, into: &normalized.pointee, scalars: session.scalars)
        let stretch = normalized.pointee.buffer
        tokenizer.tokensInNormalizedText.forEachSection(of: stretch, skipsSpecial: skipsSpecial) {
            section in
            switch section {
            case .token(let id, let range):
                appendToken(
                    id, isAligned ? origin(of: range) : range, of: text,
                    UnsafeBufferPointer(rebasing: stretch[range]))
            case .text(let range): appendWords(of: stretch, range, text)
            }
        }
    }

    private func origin(of range: Range<Int>) -> Range<Int> {
        let origins = normalized.pointee.origins.unsafelyUnwrapped
        return Int(origins[range.lowerBound].start)..<Int(origins[range.upperBound - 1].end)
    }

    private mutating func appendWords(
        of stretch: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>
    ) {
        let part = UnsafeBufferPointer(rebasing: stretch[range])
        tokenizer.forEachWord(in: part) { word, scalarCount in
            let bytes = UnsafeBufferPointer(rebasing: part[word])
            let written: Int
            if bytes.count <= WordCache.Key.longestWord {
                tokens.pointee.reserve(WordCache.Key.longestWord)
                written = writeIDs(of: WordCache.Key(bytes))
            } else {
                tokens.pointee.reserve(scalarCount > speller.longestWord ? 1 : bytes.count)
                written = speller.spell(
                    bytes, scalarCount: scalarCount, into: tokens.pointee.ids + tokens.pointee.count)
            }
            if isAligned {
                align(written, range.lowerBound + word.lowerBound..<range.lowerBound + word.upperBound, text)
            }
            tokens.pointee.commit(written)
            endWord()
        }
    }

    /// Writes the positions in the text of the pieces of a normalized word.
    private mutating func align(_ written: Int, _ word: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) {
        let first = tokens.pointee.count
        var start = word.lowerBound
        for index in first..<first + written {
            let id = tokens.pointee.ids[index]
            let length = written == 1 ? word.count : speller.length(of: id, isFirst: index == first)
            let range = origin(of: start..<start + length)
            let firstCharacter = characterIndex(of: range.lowerBound, in: text)
            write(
                at: index, bytes: UInt32(range.lowerBound)..<UInt32(range.upperBound),
                characters: firstCharacter..<characterIndex(of: range.upperBound, in: text))
            start += length
        }
    }
}
