import Foundation

/// Numbers, sizes and points in time as text.
enum Figure {
    /// A number with four significant digits.
    static func number(_ value: Double) -> String { String(format: "%.4g", value) }

    /// A number of bytes.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) B"
        case ..<1_000_000: String(format: "%.1f kB", Double(bytes) / 1e3)
        case ..<1_000_000_000: String(format: "%.1f MB", Double(bytes) / 1e6)
        default: String(format: "%.2f GB", Double(bytes) / 1e9)
        }
    }

    /// A point in time in the local time zone; `unknown` if it was not recorded.
    static func moment(_ date: Date) -> String {
        date.timeIntervalSince1970 > 0
            ? date.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space, timeZone: .current)) : "unknown"
    }
}
