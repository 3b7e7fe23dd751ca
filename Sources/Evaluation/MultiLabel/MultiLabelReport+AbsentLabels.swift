import InputOutput

extension MultiLabelReport {
    /// A message about labels without rows, which count as 0 in the macro averages; empty if every label has rows.
    public var absentLabelFindings: [String] {
        let absent = perLabel.filter { $0.support == 0 }.map(\.label)
        guard count > 0, !absent.isEmpty else { return [] }
        return [
            """
            no rows of the \(absent.count == 1 ? "label" : "labels") \(Spelling.list(absent, limit: 8)): \
            \(absent.count == 1 ? "it counts" : "they count") as 0 in macro averages, as in scikit-learn
            """
        ]
    }
}
