import Foundation

/// Numbers formatted as short texts.
enum TickLabel {
    /// Formats a number with the decimals that the step between ticks needs, with `k`, `M` or `G` for thousands,
    /// millions and billions, and with an exponent if all numbers are tiny or huge.
    ///
    /// - Parameters:
    ///   - step: The distance to the next tick.
    ///   - largest: The largest magnitude on the axis, which determines the notation of all its ticks.
    static func text(_ value: Double, step: Double, largest: Double) -> String {
        if value == 0 { return "0" }
        if largest < 1e-3 || largest >= 1e13 {
            return scientific(value, decimals: decimals(of: step / power(of: value)))
        }
        for (unit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where largest >= 10 * unit {
            return value.plain(decimals(of: step / unit), unit: unit) + suffix
        }
        return value.plain(decimals(of: step), unit: 1)
    }

    /// Formats a number with about four digits, for values in bars, cells and descriptions.
    static func value(_ value: Double) -> String {
        if value == 0 { return "0" }
        if !value.isFinite { return "–" }
        let size = abs(value)
        if size < 1e-4 || size >= 1e15 { return scientific(value, decimals: 3) }
        if size >= 1e6 || value == value.rounded() { return value.fixed(0) }
        return trimmed(value.fixed(min(max(3 - Int(floor(log10(size))), 0), 7)))
    }

    /// The number of decimals that distinguishes numbers one step apart.
    private static func decimals(of step: Double) -> Int {
        guard step > 0, step.isFinite else { return 0 }
        for decimals in 0..<12 {
            let scaled = step * pow(10, Double(decimals))
            if abs(scaled - scaled.rounded()) < 1e-6 * scaled, scaled > 0.5 { return decimals }
        }
        return 12
    }

    private static func scientific(_ value: Double, decimals: Int) -> String {
        var exponent = Int(floor(log10(abs(value)) + 1e-12))
        var mantissa = trimmed((value / pow(10, Double(exponent))).fixed(decimals))
        if mantissa == "10" || mantissa == "-10" {
            mantissa = mantissa == "10" ? "1" : "-1"
            exponent += 1
        }
        return "\(mantissa)e\(exponent)"
    }

    private static func power(of value: Double) -> Double { pow(10, floor(log10(abs(value)) + 1e-12)) }

    /// Removes trailing zeros of the decimals.
    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var result = Substring(text)
        while result.last == "0" { result.removeLast() }
        if result.last == "." { result.removeLast() }
        return String(result)
    }
}

extension Double {
    fileprivate func plain(_ decimals: Int, unit: Double) -> String { (self / unit).fixed(decimals) }
}
