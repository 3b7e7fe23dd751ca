import InputOutput

extension LabelReading {
    /// The finding that names were given for labels that do not occur in a file; `nil` if all of them occur.
    ///
    /// - Parameters:
    ///   - others: The readings of files that are used together with this one.
    ///   - known: Classes that need not occur, such as those of a model.
    package func unusedNames(
        _ settings: LabelSettings, with others: [LabelReading] = [], known: [String] = [], file: String
    ) -> DataFinding? {
        let readings = [self] + others
        // Classes need not occur, as with the positions of a mask; those of a given order prove nothing.
        let classes = settings.order.isEmpty ? readings.flatMap(\.classes) : []
        let names = Set(readings.flatMap { $0.names.flatMap(\.self) } + classes + known)
        let written = Set(readings.flatMap { $0.written.map(\.text) })
        let unused = settings.names.keys.sorted().filter { label in
            // A name that occurs was given to the label, or to the same number in another spelling.
            !written.contains(label) && !(settings.names[label].map(names.contains) ?? false)
        }
        guard !unused.isEmpty else { return nil }
        let candidates = names.subtracting(settings.names.values).sorted()
        let suggestions = unused.compactMap { label in
            Spelling.nearest(to: label, among: candidates).map { "did you mean \"\($0)\" by \"\(label)\"?" }
        }
        let sentence =
            "names are given for labels that do not occur, and are not used: \(Spelling.list(unused))"
            + (suggestions.isEmpty ? "" : "; \(suggestions.joined(separator: " "))")
        return DataFinding(.unusedLabelNames, file: file, sentence)
    }
}
