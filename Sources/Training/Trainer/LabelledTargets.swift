package import Datasets
import InputOutput
package import TaskHeads

/// The rows of a dataset with their targets for a model with certain labels.
struct LabelledTargets {
    /// The rows; fewer than in the file if those with unseen labels are left out.
    var dataset: EncodedDataset
    /// The labels of the model, followed by those of the file that it does not know, if they count.
    var labels: TaskLabels
    var targets: TargetBatch
    /// The true numbers of a regression in double precision; empty for other tasks.
    var numbers: [Double] = []
    /// The labels that the model does not know, with the number of their rows.
    var unseen: [WrittenLabel] = []
    /// Findings about the labels.
    var findings: [DataFinding] = []
}

extension TaskLabels {
    /// The target of each row.
    ///
    /// - Parameters:
    ///   - policy: The treatment of rows with labels that are not among ``names``.
    ///   - allowsClassNumbers: Accepts integers as the indices of named classes.
    /// - Throws: `FledgeError` at the first row with an unknown label if the policy says so, or if no label is known.
    func targets(
        of dataset: EncodedDataset, unseen policy: UnseenLabelPolicy = .error, allowsClassNumbers: Bool = false
    ) throws -> LabelledTargets {
        let reading = try dataset.labels(task.labelKind)
        if task == .regression {
            let numbers = Self.numbers(dataset, reading)
            return LabelledTargets(
                dataset: dataset, labels: self, targets: .numbers(numbers.map { Float(scale.standardized($0)) }),
                numbers: numbers)
        }
        let matching = LabelMatching(
            reading.uses, among: names, allowsClassNumbers: allowsClassNumbers, path: dataset.path)
        if allowsClassNumbers { try matching.requireSomeKnown() }
        if policy == .error { try matching.requireNoneUnseen() }
        var result = LabelledTargets(
            dataset: dataset, labels: self, targets: .classes([]), unseen: matching.unseen, findings: matching.findings)
        var indices = matching.indices
        if !matching.unseen.isEmpty {
            switch policy {
            case .count, .error:
                let further = matching.unseen.map(\.text)
                for (offset, name) in further.enumerated() { indices[name] = names.count + offset }
                result.labels = TaskLabels(task, names: names + further)
                result.findings += [
                    matching.unseenFinding("labels that the model does not know, whose rows count as errors: ")
                ].compactMap(\.self)
            case .skip:
                let isKnown = reading.names.map { $0.allSatisfy { indices[$0] != nil } }
                result.dataset.rows.removeAll { row in row.label.map { !isKnown[$0] } ?? false }
                result.findings += [
                    matching.unseenFinding("labels that the model does not know, whose rows are left out: ")
                ].compactMap(\.self)
            }
        }
        result.targets = Self.targets(
            result.dataset, reading.names.map { $0.compactMap { indices[$0] } }, result.labels)
        return result
    }

    /// - Parameter indices: The class indices of each written label.
    private static func targets(_ dataset: EncodedDataset, _ indices: [[Int]], _ labels: TaskLabels) -> TargetBatch {
        guard labels.task == .multiLabel else {
            return .classes(dataset.rows.map { row in row.label.flatMap { indices[$0].first } ?? 0 })
        }
        let none = [Float](repeating: 0, count: labels.names.count)
        let sets = indices.map { indices in
            var set = none
            for index in indices { set[index] = 1 }
            return set
        }
        return .labelSets(dataset.rows.map { row in row.label.map { sets[$0] } ?? none })
    }

    /// The number of each row.
    static func numbers(_ dataset: EncodedDataset, _ reading: LabelReading) -> [Double] {
        let numbers = reading.names.map { $0.first.flatMap(Double.init) ?? 0 }
        return dataset.rows.map { row in row.label.map { numbers[$0] } ?? 0 }
    }
}

extension TextTask {
    /// The kind of labels in the task's files.
    package var labelKind: LabelKind {
        switch self {
        case .singleLabel, .entities: .single
        case .multiLabel: .several
        case .regression: .number
        case .ordinal: .ordinal
        }
    }
}
