extension Double {
    /// Formats the number with a fixed number of decimals, and without an exponent if it has at most 15 digits.
    func fixed(_ decimals: Int) -> String {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (magnitude * Double(scale)).rounded()
        guard scaled < 1e15 else { return "\(self)" }
        let whole = Int(scaled)
        let sign = self < 0 && whole > 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let digits = String(whole % scale)
        return sign + "\(whole / scale)." + String(repeating: "0", count: decimals - digits.count) + digits
    }
}

extension Double? {
    /// Formats the number with a fixed number of decimals; a dash for `nil`.
    func fixed(_ decimals: Int) -> String { map { $0.fixed(decimals) } ?? "–" }
}
