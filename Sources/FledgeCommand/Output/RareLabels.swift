import InputOutput
import TaskHeads
import Training

/// Warnings about labels with too few rows to be learned.
struct RareLabels {
    /// The number of labels that get their own line.
    private static let limit = 5

    /// One line for each of the first labels, and one for the rest.
    let lines: [String]

    init(_ plan: TrainingPlan) {
        guard plan.task != .regression else {
            lines = []
            return
        }
        let rare = zip(plan.labels, plan.labelCounts).filter { $0.1 < 2 }
        var lines = rare.prefix(Self.limit).map { label, count in
            let what =
                plan.task == .entities
                ? count.counted("training entity is of the type", "training entities are of the type")
                : count.counted("training row has the label", "training rows have the label")
            return "only \(what) \(label): the model can hardly learn it"
        }
        if rare.count > Self.limit {
            let others = (rare.count - Self.limit).counted("other label", "other labels")
            lines.append("\(others) with at most one training row each: the model can hardly learn them")
        }
        self.lines = lines
    }
}
