import Foundation
import InputOutput
import TaskHeads

extension TransferFinding {
    /// The table and the verdict, for people.
    public var rendered: String {
        let judged = isHeldOut ? "held-out rows of the training data" : "validation rows"
        var lines = [
            "trained on \(rowCount.counted("row")) for \(epochs.counted("epoch"))"
                + (maximumSteps.map { " of at most \($0.counted("update")) in all" } ?? "")
                + ", evaluated on \(validationRowCount) " + judged, "",
        ]
        let width = Contender.allCases.map(\.description.count).max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            text.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        lines.append(padded("", width) + "  \(padded(measure, 20))pretrained is better by      p        seconds")
        for result in results {
            let comparison = comparisons.first { $0.contender == result.contender }
            let difference = comparison.map {
                padded(String(format: "%+.4f ± %.4f", $0.difference, $0.standardError), 28)
                    + padded(Self.probability($0.pValue), 9)
            }
            lines.append(
                padded(result.contender.description, width) + "  " + padded(String(format: "%.4f", result.score), 20)
                    + (difference ?? padded("", 37)) + String(format: "%7.1f", result.seconds))
        }
        return (lines + ["", sentence]).joined(separator: "\n")
    }

    static func sentence(
        _ verdict: Verdict, results: [Result], comparisons: [Comparison], task: TextTask
    ) -> String {
        func score(_ contender: Contender) -> String {
            guard let score = results.first(where: { $0.contender == contender })?.score else { return "unknown" }
            return RowScore.isError(task) ? String(format: "%.4f", score) : String(format: "%.1f %%", 100 * score)
        }
        let name = RowScore.name(task)
        let scores = "\(name) \(score(.pretrained)) against \(score(.random)) from random weights"
        let random = comparisons.first { $0.contender == .random }?.pValue ?? 1
        let p = random < 0.0001 ? "p < 0.0001" : "p = \(probability(random))"
        var sentence =
            switch verdict {
            case .helped: "Pretraining helped: \(scores) (\(p))"
            case .nothing: "Pretraining made no difference beyond chance: \(scores) (\(p))"
            case .hurt: "Pretraining hurt (negative transfer): \(scores) (\(p))"
            }
        for contender in [Contender.frozen, .words] {
            guard let comparison = comparisons.first(where: { $0.contender == contender }) else { continue }
            let relation =
                !comparison.isBeyondChance ? "does as well" : comparison.difference > 0 ? "does worse" : "does better"
            sentence += "; a \(contender.description) \(relation) (\(score(contender)))"
        }
        return sentence + "."
    }

    private static func probability(_ value: Double) -> String {
        value < 0.0001 ? "<0.0001" : String(format: "%.4f", value)
    }
}
