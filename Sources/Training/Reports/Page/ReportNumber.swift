import Foundation

/// Formats numbers for people.
package enum ReportNumber {
    /// A share as a percentage.
    static func percent(_ share: Double, decimals: Int = 1) -> String {
        share.isFinite ? String(format: "%.\(decimals)f %%", 100 * share) : "–"
    }

    /// A metric with four decimals; a dash if it is missing.
    static func measure(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return String(format: "%.4f", value)
    }

    /// A number with four significant digits.
    static func short(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return String(format: "%.4g", value)
    }

    /// An integer with thin spaces as thousands separators.
    package static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    /// A count with a noun, which takes an "s" unless the count is 1.
    static func count(_ value: Int, _ name: String) -> String { "\(count(value)) \(name)\(value == 1 ? "" : "s")" }

    package static func duration(_ seconds: Double) -> String {
        guard seconds >= 1 else { return String(format: "%.2f s", seconds) }
        guard seconds >= 60 else { return String(format: "%.1f s", seconds) }
        let total = Int(seconds.rounded())
        return total < 3600
            ? "\(total / 60) min \(total % 60) s" : "\(total / 3600) h \(total / 60 % 60) min"
    }

    static func memory(_ bytes: Int) -> String {
        let mebibytes = Double(bytes) / 1_048_576
        return mebibytes < 1024
            ? String(format: "%.0f MiB", mebibytes) : String(format: "%.2f GiB", mebibytes / 1024)
    }
}
