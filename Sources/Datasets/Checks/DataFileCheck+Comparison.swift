extension DataFileCheck {
    /// Checks files that are used together for texts in common, and for labels that the first one, the training file,
    /// lacks.
    ///
    /// - Parameters:
    ///   - checks: The checks of the files; findings about two files are added to the later one.
    ///   - settings: The interpretation of labels. Names for labels that no file has are a finding about the first one.
    public static func compare(_ checks: inout [DataFileCheck], settings: LabelSettings = .automatic) {
        if let first = checks.first, let reading = first.labelReading {
            let others = checks.dropFirst().compactMap(\.labelReading)
            let unused = reading.unusedNames(settings, with: others, file: first.file)
            checks[0].findings += [unused].compactMap(\.self).map(CheckFinding.init)
        }
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
    /// The finding that texts of a file also occur in another one.
    package static func sharedTexts(_ count: Int, file: String, line: Int? = nil, other: String) -> DataFinding {
        DataFinding(
            .sharedTexts, file: file, line: line,
            "\(count == 1 ? "1 text occurs" : "\(count) texts occur") in \(other) as well, which makes metrics on one of "
                + "them too good if the model learned from the other")
    }
}
