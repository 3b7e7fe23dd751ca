import Evaluation
import Foundation
import InputOutput
import TaskHeads
import TensorKernels

/// All that there is to say of a training run, for programs as JSON and for people as a page.
struct TrainingReport: Encodable {
    /// A file that was read.
    struct File: Encodable {
        let use: String, path: String, sha256: String
        let rows: Int, truncatedRows: Int
    }

    /// A row of the validation data whose answer is wrong although the model is sure of it.
    struct Mistake: Encodable {
        let line: Int
        let text: String, truth: String, answer: String
        /// How sure the model is of what is wrong, as the written model says it.
        let probability: Double
    }

    /// A row of the validation data whose number is far from the true one.
    struct LargeError: Encodable {
        let line: Int
        let text: String
        let truth: Double, prediction: Double
    }

    /// A true number and the one that the model gives.
    struct NumberPair: Encodable {
        let truth: Double, prediction: Double
    }

    let output: String, baseModel: String, teacher: String?
    let task: TextTask, labels: [String]
    /// The number of training rows of each label.
    let labelCounts: [Int]
    let files: [File]
    let recipe: TrainingRecipe
    /// What the recipe would have done by itself.
    let customary: CustomarySettings
    /// What learned, in words.
    let trained: String
    let precision: Precision, precisionReason: String, processor: String, threads: Int
    let parameterCount: Int, trainableParameterCount: Int
    let ending: TrainingSummary.Ending
    let steps: Int, seconds: Double, examplesPerSecond: Double, tokensPerSecond: Double
    let peakResidentBytes: Int
    let lengthLimit: Int, lengthLimitSource: String, lengths: TextLengths
    /// Each strength of L2 that was tried for a probe; empty without one.
    let probe: [ProbeRecord]
    /// Whether pretraining helped, where that was asked.
    let transfer: TransferFinding?
    let curve: [StepRecord], epochs: [EpochRecord], bestEpoch: Int?
    /// The scores of the kept weights on the validation data.
    let validation: Judgement?
    /// How often the model is right by how sure it is, before and after the temperature.
    let reliability: ReliabilityDiagram?, temperedReliability: ReliabilityDiagram?
    let temperature: TemperatureScaling?, temperatureProblem: String?
    let mistakes: [Mistake]
    /// Of a model that gives numbers: the worst rows, and rows from all of the validation data.
    let largestErrors: [LargeError], numberPairs: [NumberPair]

    /// The report as JSON with names in snake case.
    var json: Data { get throws { try JSONEncoder.forResults.encode(self) } }

    /// The report as a page that needs nothing but itself.
    var page: String { ReportPage(report: self).html.text }
}
