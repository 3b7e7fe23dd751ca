import Datasets
import Evaluation
import Foundation
import Inference
import InputOutput
import TaskHeads
import TensorKernels

extension TrainingReport {
    private static let mistakeCount = 20

    init(prepared: PreparedTraining, summary: TrainingSummary, conclusions: TrainingConclusions) throws {
        let (plan, settings) = (prepared.plan, prepared.settings)
        output = settings.output
        baseModel = settings.model
        task = plan.task
        labels = plan.labels
        files = [("training", plan.training), ("validation", plan.validation), ("replay", plan.replay)]
            .compactMap { use, data in
                data.map {
                    File(
                        use: use, path: $0.path, sha256: $0.sha256, rows: $0.rowCount,
                        truncatedRows: $0.truncatedRowCount)
                }
            }
        recipe = settings.recipe
        precision = plan.precision.precision
        processor = Processor.name
        threads = ThreadTeam.shared.count
        parameterCount = plan.parameterCount
        trainableParameterCount = plan.trainableParameterCount
        ending = summary.ending
        steps = summary.steps
        seconds = summary.seconds
        examplesPerSecond = summary.examplesPerSecond
        tokensPerSecond = summary.tokensPerSecond
        peakResidentBytes = ProcessMemory.peakResidentBytes
        lengthLimit = plan.lengthLimit.tokens
        lengths = Self.lengths(prepared.subject.training.tokenCounts, limit: plan.lengthLimit.tokens)
        curve = summary.curve
        epochs = summary.epochs
        bestEpoch = summary.bestEpoch
        validation = conclusions.judgement ?? summary.validation
        reliability = conclusions.predictions.map { ReliabilityDiagram($0) }
        temperature = conclusions.temperature
        temperatureProblem = conclusions.temperatureProblem
        mistakes = try Self.mistakes(conclusions.predictions, prepared: prepared)
    }

    /// The numbers of tokens in about 20 classes of equal width.
    private static func lengths(_ counts: [Int], limit: Int) -> [LengthCount] {
        let width = max((min(counts.max() ?? 1, limit) + 19) / 20, 1)
        let groups = Dictionary(grouping: counts) { max($0 - 1, 0) / width }
        return (0...(groups.keys.max() ?? 0)).map {
            LengthCount(from: $0 * width + 1, through: ($0 + 1) * width, rows: groups[$0]?.count ?? 0)
        }
    }

    /// The wrong answers that the model was the most sure of, with their texts, which are read once more.
    private static func mistakes(_ predictions: ClassPredictions?, prepared: PreparedTraining) throws -> [Mistake] {
        guard let predictions, let validation = prepared.subject.validation, let file = prepared.settings.validation
        else { return [] }
        let answers = predictions.predictions
        func probability(_ row: Int) -> Double {
            let scores = predictions.probabilities(of: row)
            return scores[scores.startIndex + answers[row]]
        }
        let worst = predictions.truths.indices.filter { answers[$0] != predictions.truths[$0] }
            .sorted { (probability($1), $0) < (probability($0), $1) }.prefix(mistakeCount)
        let texts = try file.texts(atLines: Set(worst.map { validation.places[$0].line }))
        return worst.map { row in
            let line = validation.places[row].line
            return Mistake(
                line: line, text: texts[line] ?? "", truth: predictions.labels[predictions.truths[row]],
                answer: predictions.labels[answers[row]], probability: probability(row))
        }
    }
}
