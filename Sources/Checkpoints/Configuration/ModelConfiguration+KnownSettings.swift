package import InputOutput

extension ModelConfiguration {
    /// Checks that every setting is known to the caller. Settings that are `null`, an empty list or an empty object are
    /// ignored.
    ///
    /// - Throws: ``FledgeError`` with category `data` that names the first unknown setting in alphabetical order.
    package func requireKnownSettings(_ known: Set<String>) throws {
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
            if [.null, .array([]), .object([:])].contains(value) { continue }
            throw FledgeError(
                .data, at: "\(path): \(key)", "this setting is not supported",
                expected: "one of \(known.sorted().joined(separator: ", "))", found: value.excerpt,
                advice: Spelling.suggestion(for: key, among: Array(known))
                    ?? "remove it if you know that it does not change the results")
        }
    }

    /// Checks that a setting is missing, `null`, or one of the values that Fledge supports.
    ///
    /// - Throws: ``FledgeError`` with category `data` that names the setting, its allowed values and its actual value.
    package func requireSetting(
        _ key: String, in allowed: [JSONValue], _ problem: String = "this value is not supported", advice: String? = nil
    ) throws {
        guard let value = values[key], value != .null, !allowed.contains(value) else { return }
        throw FledgeError(
            .data, at: "\(path): \(key)", problem, expected: allowed.map(\.excerpt).joined(separator: " or "),
            found: value.excerpt, advice: advice)
    }
}
