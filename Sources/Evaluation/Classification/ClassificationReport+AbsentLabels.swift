import InputOutput

extension ClassificationReport {
    /// The classes without rows in the data, and whether the model predicts them anyway.
    public var labelsWithoutRows: [(label: String, isPredicted: Bool)] {
        perClass.indices.filter { perClass[$0].support == 0 }.map { label in
            (perClass[label].label, confusionMatrix.contains { $0[label] > 0 })
        }
    }

    /// Messages about the effect of classes without rows on the macro averages; empty if every class has rows.
    public var absentLabelFindings: [String] {
        guard count > 0 else { return [] }
        let absent = labelsWithoutRows
        let (predicted, unseen) = (absent.filter(\.isPredicted), absent.filter { !$0.isPredicted })
        var findings: [String] = []
        if !unseen.isEmpty {
            findings.append(
                """
                no rows of \(Self.named(unseen)): macro averages leave \(unseen.count == 1 ? "it" : "them") out, as \
                scikit-learn does by default; over all labels, macro F1 is \(macroF1OfAllLabels.fixed(4))
                """)
        }
        if !predicted.isEmpty {
            findings.append(
                """
                no rows of \(Self.named(predicted)), but the model predicts \(predicted.count == 1 ? "it" : "them"): \
                \(predicted.count == 1 ? "it counts" : "they count") as 0 in macro averages
                """)
        }
        return findings
    }

    private static func named(_ labels: [(label: String, isPredicted: Bool)]) -> String {
        "the \(labels.count == 1 ? "label" : "labels") \(Spelling.list(labels.map(\.label), limit: 8))"
    }
}
