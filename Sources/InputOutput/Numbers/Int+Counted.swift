extension Int {
    /// The number and what it counts, for people: `1 row`, `3 rows`.
    ///
    /// - Parameters:
    ///   - one: What stands behind the number 1, for instance `row was`.
    ///   - many: What stands behind all others, for instance `rows were`; `nil` for the former with an s.
    package func counted(_ one: String, _ many: String? = nil) -> String {
        "\(self) \(self == 1 ? one : many ?? one + "s")"
    }
}
