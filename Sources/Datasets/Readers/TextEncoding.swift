/// The character encoding of a text file.
public enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// UTF-16, in the byte order of its byte order mark, or little-endian without one.
    case utf16 = "utf-16"
    /// ISO 8859-1: each byte is the scalar with the same number.
    case latin1 = "latin-1"
    /// Latin-1 with printable characters at 0x80 to 0x9F, as Windows and old spreadsheets write it.
    case windows1252 = "windows-1252"

    /// The scalars of the bytes 0x80 to 0x9F in Windows-1252; the five undefined ones stand for themselves, as in the
    /// WHATWG Encoding Standard.
    static let windowsScalars: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
