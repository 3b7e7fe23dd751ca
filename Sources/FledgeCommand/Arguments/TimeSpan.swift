import ArgumentParser

/// A length of time, such as 90s, 1h30m or 2w.
struct TimeSpan: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        var (seconds, digits) = (0.0, "")
        for character in argument {
            if let unit = units[character] {
                guard let number = Double(digits), number >= 0 else { return nil }
                seconds += number * unit
                digits = ""
            } else {
                digits.append(character)
            }
        }
        guard !argument.isEmpty, digits.isEmpty, seconds.isFinite else { return nil }
        self.seconds = seconds
    }
}
