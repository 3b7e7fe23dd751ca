import Foundation

/// Splits one RFC 4180 record into its fields, over all the lines that its quotes span.
///
/// A quote opens a field only at the field's start; elsewhere in an unquoted field, it is a plain character.
struct CSVRecordScanner {
    /// The position of a field in the record.
    struct Field {
        /// The content without the surrounding quotes.
        var range: Range<Int>
        /// Tells whether doubled quotes in the content stand for single ones.
        var hasDoubledQuotes = false
    }

    /// Something other than a separator after a closing quote.
    struct TextAfterQuote: Error {
        var offset: Int
    }

    /// The separator of fields.
    var separator: UInt8 = 0x2C
    /// Lets a quote also open a field after spaces at the field's start.
    var skipsBlanksBeforeQuotes = false
    /// Allows spaces after a closing quote.
    var skipsBlanksAfterQuotes = false
    /// Tells whether spaces around quotes were skipped in this record.
    private(set) var skippedBlanks = false
    private(set) var fields: [Field] = []
    private var open: Field?

    private static let quote: UInt8 = 0x22

    /// The start of the content of the quoted field that is still open.
    var openQuote: Int? { open?.range.lowerBound }

    mutating func reset() {
        fields.removeAll(keepingCapacity: true)
        open = nil
        skippedBlanks = false
    }

    /// Continues from `start` to the end of `record`.
    ///
    /// - Returns: True if the record is complete; otherwise a quote is open and the record continues on the next line.
    mutating func scan(_ record: UnsafeRawBufferPointer, from start: Int) throws(TextAfterQuote) -> Bool {
        var index = start
        while true {
            if open == nil {
                if skipsBlanksBeforeQuotes {
                    let next = endOfBlanks(in: record, from: index)
                    if next > index, next < record.count, record[next] == Self.quote {
                        index = next
                        skippedBlanks = true
                    }
                }
                guard index < record.count, record[index] == Self.quote else {
                    let end = Self.first(separator, in: record, from: index) ?? record.count
                    fields.append(Field(range: index..<end))
                    if end == record.count { return true }
                    index = end + 1
                    continue
                }
                index += 1
                open = Field(range: index..<index)
            }
            guard let end = Self.first(Self.quote, in: record, from: index) else { return false }
            index = end + 1
            if index < record.count, record[index] == Self.quote {
                open?.hasDoubledQuotes = true
                index += 1
                continue
            }
            if let field = open {
                fields.append(
                    Field(range: field.range.lowerBound..<end, hasDoubledQuotes: field.hasDoubledQuotes))
            }
            open = nil
            if skipsBlanksAfterQuotes, index < record.count, record[index] != separator {
                let next = endOfBlanks(in: record, from: index)
                if next > index, next == record.count || record[next] == separator {
                    index = next
                    skippedBlanks = true
                }
            }
            if index == record.count { return true }
            guard record[index] == separator else { throw TextAfterQuote(offset: index) }
            index += 1
        }
    }

    /// Removes the last fields, or adds empty ones, until there are `count` fields.
    mutating func setCount(_ count: Int) {
        if fields.count > count { fields.removeLast(fields.count - count) }
        while fields.count < count { fields.append(Field(range: 0..<0)) }
    }

    /// Splits a line at each separator, regardless of quotes.
    mutating func splitPlain(_ line: UnsafeRawBufferPointer) {
        var start = 0
        while let end = Self.first(separator, in: line, from: start) {
            fields.append(Field(range: start..<end))
            start = end + 1
        }
        fields.append(Field(range: start..<line.count))
    }

    /// The texts of all fields.
    func texts(in record: UnsafeRawBufferPointer) -> [String] { fields.map { Self.text(of: $0, in: record) } }

    /// The text of a field.
    static func text(of field: Field, in record: UnsafeRawBufferPointer) -> String {
        let content = record[field.range]
        guard field.hasDoubledQuotes else { return String(decoding: content, as: UTF8.self) }
        var unescaped: [UInt8] = []
        unescaped.reserveCapacity(content.count)
        var index = content.startIndex
        while index < content.endIndex {
            unescaped.append(content[index])
            index += content[index] == quote ? 2 : 1
        }
        return String(decoding: unescaped, as: UTF8.self)
    }

    /// The position of the first byte from `start` that is not a space or tab, or is the separator.
    private func endOfBlanks(in record: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index < record.count, record[index] == 0x20 || record[index] == 0x09, record[index] != separator {
            index += 1
        }
        return index
    }

    private static func first(_ byte: UInt8, in record: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < record.count, let base = record.baseAddress,
            let found = memchr(base + start, Int32(byte), record.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
