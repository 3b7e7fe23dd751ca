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
        let probability: Double
    }

    /// How many texts have so many tokens.
    struct LengthCount: Encodable {
        /// The fewest and the most tokens of these texts.
        let from: Int, through: Int
        let rows: Int
    }

    let output: String, baseModel: String
    let task: SequenceTask, labels: [String]
    let files: [File]
    let recipe: TrainingRecipe
    let precision: Precision, processor: String, threads: Int
    let parameterCount: Int, trainableParameterCount: Int
    let ending: TrainingSummary.Ending
    let steps: Int, seconds: Double, examplesPerSecond: Double, tokensPerSecond: Double
    let peakResidentBytes: Int
    let lengthLimit: Int, lengths: [LengthCount]
    let curve: [StepRecord], epochs: [EpochRecord], bestEpoch: Int?
    /// The scores of the kept weights on the validation data.
    let validation: Judgement?
    let reliability: ReliabilityDiagram?, temperature: TemperatureScaling?, temperatureProblem: String?
    let mistakes: [Mistake]

    /// The report as JSON with names in snake case.
    var json: Data { get throws { try JSONEncoder.forResults.encode(self) } }
}
