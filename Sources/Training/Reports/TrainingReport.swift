import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// The full report of a training run, as JSON for programs and as a page for people.
struct TrainingReport: Encodable {
    /// A file that was read.
    struct File: Encodable {
        let use: String, path: String, sha256: String
        let rows: Int, truncatedRows: Int
    }

    /// A validation row that the model gets wrong with high confidence.
    struct Mistake: Encodable {
        let line: Int
        let text: String, truth: String, answer: String
        /// The written model's confidence in the wrong answer.
        let probability: Double
    }

    /// A validation row whose predicted number is far from the true one.
    struct LargeError: Encodable {
        let line: Int
        let text: String
        let truth: Double, prediction: Double
    }

    /// A true number and the predicted one.
    struct NumberPair: Encodable {
        let truth: Double, prediction: Double
    }

    let output: String, baseModel: String, teacher: String?
    let task: TextTask, labels: [String]
    /// The number of training rows of each label.
    let labelCounts: [Int]
    let files: [File]
    let recipe: TrainingRecipe
    /// The default settings that the recipe would have had.
    let customary: CustomarySettings
    /// A description of what was trained.
    let trained: String
    let precision: Precision, precisionReason: String, processor: String, threads: Int
    let parameterCount: Int, trainableParameterCount: Int
    let ending: TrainingSummary.Ending
    let steps: Int, seconds: Double, examplesPerSecond: Double, tokensPerSecond: Double
    let peakResidentBytes: Int
    let lengthLimit: Int, lengthLimitSource: String, lengths: TextLengths
    /// Each L2 strength that was tried for a probe; empty without one.
    let probe: [ProbeRecord]
    /// The result of the transfer check, if one was requested.
    let transfer: TransferFinding?
    let curve: [StepRecord], epochs: [EpochRecord], bestEpoch: Int?
    /// The scores of the kept weights on the validation data.
    let validation: Judgement?
    /// The reliability of the model's confidence, before and after temperature scaling.
    let reliability: ReliabilityDiagram?, temperedReliability: ReliabilityDiagram?
    let temperature: TemperatureScaling?, temperatureProblem: String?
    let mistakes: [Mistake]
    /// For regression: the worst rows, and rows sampled from all of the validation data.
    let largestErrors: [LargeError], numberPairs: [NumberPair]

    /// The report as JSON with names in snake case.
    var json: Data { get throws { try JSONEncoder.forResults.encode(self) } }

    /// The report as a self-contained page.
    var page: String { ReportPage(report: self).html.text }
}
