import TaskHeads

extension TargetBatch {
    /// The targets of the rows with these indices.
    func selecting(_ rows: [Int]) -> TargetBatch {
        switch self {
        case .classes(let classes): .classes(rows.map { classes[$0] })
        case .labelSets(let sets): .labelSets(rows.map { sets[$0] })
        case .numbers(let numbers): .numbers(rows.map { numbers[$0] })
        }
    }

    /// These targets followed by those of another dataset for the same task.
    func followed(by other: TargetBatch) -> TargetBatch {
        switch (self, other) {
        case (.classes(let first), .classes(let second)): .classes(first + second)
        case (.labelSets(let first), .labelSets(let second)): .labelSets(first + second)
        case (.numbers(let first), .numbers(let second)): .numbers(first + second)
        default: preconditionFailure("both data sets are for one task")
        }
    }
}
