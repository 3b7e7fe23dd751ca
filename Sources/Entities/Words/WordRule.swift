/// Which stretches of a text are its words, where nobody says so.
///
/// The rule needs no language and no dictionary, and is close to how corpora of named entities separate words:
/// - White space separates words.
/// - Punctuation at the edges of a run without white space is split off, one mark a word; equal marks in a row, such as
///   `...`, are one word, and so is a run of nothing but marks, such as `:-)`.
/// - Punctuation inside stays (`hold'em`, `AC/DC`), except for long dashes, `--` and dots in a row, which are words.
/// - A possessive `'s` at the end is a word of its own.
/// - A final full stop stays with abbreviations of one or two letters each (`U.S.`) and with initials (`J.`).
/// - Marks that belong to what follows or precedes stay: `@name`, `#topic`, `$5`, `60%`, `-based`, `word(s)`, `&amp;`,
///   and those within addresses such as `https://example.org/`.
/// - Each ideograph, kana and emoji, with what modifies it, is a word of its own.
///
/// Scripts that write words without separating them otherwise, such as Thai, keep their runs whole. Every scalar that is
/// neither white space nor invisible belongs to exactly one word.
public enum WordRule {
    /// The UTF-8 ranges of the words of a text, in order.
    public static func words(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            var words: [Range<Int>] = []
            words.reserveCapacity(bytes.count / 5)
            var run = WordRun()
            var position = 0
            while position < bytes.count {
                if bytes[position].isWordByte {
                    let start = position
                    repeat { position += 1 } while position < bytes.count && bytes[position].isWordByte
                    if position == bytes.count || bytes[position].isSpace {
                        words.append(start..<position)
                        continue
                    }
                    position = start
                }
                let start = position
                position = run.read(bytes, from: position)
                if position > start { run.appendWords(to: &words) } else { position += run.spaceLength }
            }
            return words
        }
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII letter or digit.
    var isWordByte: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 }
    /// Whether the byte is ASCII white space.
    var isSpace: Bool { self == 0x20 || self &- 0x09 < 5 }
}
