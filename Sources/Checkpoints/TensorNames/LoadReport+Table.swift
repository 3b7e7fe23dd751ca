extension LoadReport: CustomStringConvertible {
    /// A table for people: the number of tensors of each kind, and the names of the first few that were not simply
    /// loaded. Kinds without tensors are omitted.
    public var description: String {
        let rows: [(title: String, count: Int, names: [String])] = [
            ("loaded", loaded.count, []),
            ("newly initialized", newlyInitialised.count, newlyInitialised),
            ("not used", knownUnused.count, knownUnused),
            ("of another shape", misShaped.count, misShaped.map { "\($0.name) \($0.found), not \($0.expected)" }),
            ("missing", missing.count, missing.map { "\($0.name) \($0.shape)" }),
            ("unexpected", unexpected.count, unexpected.map { "\($0.name) \($0.shape)" }),
        ]
        let lines = rows.filter { $0.title == "loaded" || $0.count > 0 }.map(Self.line)
        return (lines + (wrapper.map { ["prefix left out         \($0)"] } ?? [])).joined(separator: "\n")
    }

    private static func line(title: String, count: Int, names: [String]) -> String {
        let titleColumn = title + String(repeating: " ", count: max(0, 18 - title.count))
        let countColumn = String(repeating: " ", count: max(0, 5 - String(count).count)) + String(count)
        let rest = names.count > 3 ? ["and \(names.count - 3) more"] : []
        let nameColumn = (names.prefix(3) + rest).joined(separator: ", ")
        return titleColumn + countColumn + (nameColumn.isEmpty ? "" : "  " + nameColumn)
    }
}
