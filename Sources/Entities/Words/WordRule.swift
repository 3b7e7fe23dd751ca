/// The rule for splitting a text into words if the data has no words.
///
/// The rule needs no language and no dictionary, and is close to the way corpora of named entities separate words:
/// - White space separates words.
/// - Punctuation at the edges of a run without white space is split off, one mark per word; a row of equal marks, such
///   as `...`, is one word, and so is a run that consists only of marks, such as `:-)`.
/// - Punctuation inside stays (`hold'em`, `AC/DC`), except for long dashes, `--` and dots in a row, which are words.
/// - A possessive `'s` at the end is a separate word.
/// - A final full stop stays with abbreviations of one or two letters each (`U.S.`) and with initials (`J.`).
/// - Marks that belong to what follows or precedes them stay: `@name`, `#topic`, `$5`, `60%`, `-based`, `word(s)`,
///   `&amp;`, and those within addresses such as `https://example.org/`.
/// - Each ideograph, kana and emoji, with its modifiers, is a separate word.
///
/// In scripts that do not separate words, such as Thai, whole runs are words. Every scalar that is neither white space
/// nor invisible belongs to exactly one word.
public enum WordRule {
    /// Returns the UTF-8 ranges of the words of a text, in order.
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
    /// True if the byte is an ASCII letter or digit.
    var isWordByte: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 }
    /// True if the byte is ASCII white space.
    var isSpace: Bool { self == 0x20 || self &- 0x09 < 5 }
}
