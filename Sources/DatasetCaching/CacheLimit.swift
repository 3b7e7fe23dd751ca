import Foundation
import InputOutput

/// The maximum total size of the cache's entries.
public enum CacheLimit {
    /// The environment variable that sets it.
    public static let variable = "FLEDGE_CACHE_LIMIT"
    /// The default: 20 GB.
    public static let standard = 20_000_000_000

    /// The limit in bytes from `FLEDGE_CACHE_LIMIT`, for instance `500MB` or `2.5 GB`; `nil` for `none`.
    ///
    /// - Parameter environment: The environment variables; `nil` for those of the process.
    /// - Throws: `FledgeError` with category `usage` for an invalid size.
    public static func bytes(environment: [String: String]? = nil) throws -> Int? {
        let environment = environment ?? ProcessInfo.processInfo.environment
        guard let word = environment[variable], !word.isEmpty else { return standard }
        if word.lowercased() == "none" { return nil }
        let units = [("kb", 1e3), ("mb", 1e6), ("gb", 1e9), ("tb", 1e12), ("b", 1), ("", 1)]
        let text = word.lowercased()
        let (unit, factor) = units.first { text.hasSuffix($0.0) } ?? ("", 1)
        let digits = text.dropLast(unit.count).filter { $0 != " " }
        guard let number = Double(digits), number.isFinite, number >= 0, number * factor < 9e18 else {
            throw FledgeError(
                .usage, at: variable, "the size of the cache makes no sense",
                expected: "a number with or without kB, MB, GB or TB, or none for no limit", found: word)
        }
        return Int(number * factor)
    }
}
