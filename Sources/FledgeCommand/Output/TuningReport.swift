import Foundation
import InputOutput
import Training

/// The results of a search for settings, as JSON and as a table.
struct TuningReport: Encodable {
    struct Trial: Encodable {
        let rank: Int
        let settings: [String: String]
        let rows: Int, steps: Int, seconds: Double
        let score: Double?
        let measures: [String: Double]
        let bestEpoch: Int?, problem: String?
    }

    let output: String, isComplete: Bool
    let measure: String?
    let trials: [Trial]
    let trialCount: Int, trialSeconds: Double
    /// The settings of the winner in addition to those of the command line.
    let winner: [String: String]?
    /// The seconds that the winner's training took.
    let trainingSeconds: Double?
    /// The metrics of the trained winner, if there are validation data.
    let validation: [String: Double]?

    /// - Parameter summary: The result of the winner's training; `nil` if it was not trained.
    init(_ outcome: RecipeTuning.Outcome, summary: TrainingSummary?, output: String) {
        self.output = output
        isComplete = summary?.isWritten ?? false
        measure = outcome.ranking.first { $0.score != nil }?.measure
        trials = outcome.ranking.enumerated().map { index, trial in
            Trial(
                rank: index + 1, settings: trial.settings, rows: trial.rows, steps: trial.steps, seconds: trial.seconds,
                score: trial.score, measures: trial.measures, bestEpoch: trial.bestEpoch, problem: trial.problem)
        }
        trialCount = outcome.trialCount
        trialSeconds = outcome.seconds
        winner = outcome.winner?.settings
        trainingSeconds = summary?.seconds
        validation = summary?.validation?.measures.filter(\.value.isFinite)
    }

    /// Settings in one line.
    static func described(_ settings: [String: String]) -> String {
        guard !settings.isEmpty else { return "the command line's settings" }
        return settings.sorted { $0.key < $1.key }.map { name, value in value == "true" ? name : "\(name) \(value)" }
            .joined(separator: ", ")
    }

    var rendered: String {
        var table = TextTable(
            header: ["rank", "settings", measure.map(MeasureName.title) ?? "score", "rows", "time"], leftColumns: 2)
        for trial in trials {
            table.add([
                String(trial.rank), Self.described(trial.settings),
                trial.score.map { MeasureFigures.value($0) } ?? "failed", String(trial.rows), duration(trial.seconds),
            ])
        }
        return table.rendered
    }
}
