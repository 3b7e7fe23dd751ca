extension DataFileCheck {
    /// Looks for what files that are used together should not have: texts in common, and labels that the first one, to
    /// learn from, lacks.
    ///
    /// - Parameter checks: A check for each file; findings are added to those behind the first.
    public static func compare(_ checks: inout [DataFileCheck]) {
        for index in checks.indices.dropFirst() {
            for other in checks[..<index] {
                let shared = checks[index].texts.keys.filter { other.texts[$0] != nil }
                guard !shared.isEmpty else { continue }
                checks[index].findings.append(
                    CheckFinding(.sharedTexts(shared.count, file: checks[index].file, other: other.file)))
            }
            guard !checks[0].labels.isEmpty, checks[0].error == nil, checks[index].error == nil else { continue }
            let labels = checks[index].labels.map { WrittenLabel(text: $0.label, count: $0.count, line: 0) }
            let matching = LabelMatching(
                labels, among: checks[0].labels.map(\.label), allowsClassNumbers: false, path: checks[index].file)
            let unseen = matching.unseenFinding("labels that do not occur in \(checks[0].file): ")
            checks[index].findings += (matching.findings + [unseen].compactMap(\.self)).map { finding in
                var finding = finding
                finding.line = nil
                return CheckFinding(finding)
            }
        }
    }
}

extension DataFinding {
    /// The finding that texts of a file occur in another one as well.
    package static func sharedTexts(_ count: Int, file: String, line: Int? = nil, other: String) -> DataFinding {
        DataFinding(
            .sharedTexts, file: file, line: line,
            "\(count == 1 ? "1 text occurs" : "\(count) texts occur") in \(other) as well, which makes metrics on one of "
                + "them too good if the model learned from the other")
    }
}
