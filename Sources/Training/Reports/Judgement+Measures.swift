import Entities
import Evaluation
package import TaskHeads

extension Judgement {
    /// Checks that a task has a metric with this name; `nil` is always accepted.
    ///
    /// - Throws: `FledgeError` with category `usage` that lists the available metrics.
    static func requireMeasure(_ name: String?, task: TextTask, labels: [String]) throws {
        guard let name else { return }
        _ = try perfect(task, labels: labels).measure(name)
    }

    /// The evaluation of made-up, entirely correct predictions: it has every metric that the task can have.
    package static func perfect(_ task: TextTask, labels: [String]) throws -> Judgement {
        func oneForEach(_ low: Float, _ high: Float) -> [[Float]] {
            labels.indices.map { row in labels.indices.map { $0 == row ? high : low } }
        }
        switch task {
        case .singleLabel, .ordinal:
            return try Judgement(
                logits: oneForEach(0, 9), targets: .classes(Array(labels.indices)),
                labels: TaskLabels(task, names: labels))
        case .multiLabel:
            let none = [[Float](repeating: 0, count: labels.count)]
            return try Judgement(
                logits: oneForEach(-9, 9) + none.map { $0.map { $0 - 9 } },
                targets: .labelSets(oneForEach(0, 1) + none),
                labels: TaskLabels(task, names: labels))
        case .regression:
            return try Judgement(
                logits: [[0], [1], [2]], targets: .numbers([0, 1, 2]), labels: TaskLabels(task, names: labels))
        case .entities:
            return Judgement(
                loss: 0, report: .entities(try EntityReport(truths: [], predictions: [], scheme: .iob2)))
        }
    }
}
