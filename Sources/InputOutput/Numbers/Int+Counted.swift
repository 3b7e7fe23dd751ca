extension Int {
    /// The number with the counted noun, for people: `1 row`, `3 rows`.
    ///
    /// - Parameters:
    ///   - one: The words after the number 1, for instance `row was`.
    ///   - many: The words after all other numbers, for instance `rows were`; `nil` to append an s to the former.
    package func counted(_ one: String, _ many: String? = nil) -> String {
        "\(self) \(self == 1 ? one : many ?? one + "s")"
    }
}
