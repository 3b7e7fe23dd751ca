import Evaluation
import TaskHeads
import TensorKernels

/// What there is to say of the weights that were kept, beyond how training went; and what is written with them.
struct TrainingFindings {
    /// The settings that are written with the weights.
    let settings: any TaskSettings
    /// The scores on the validation data of the model as it is written; `nil` without such data.
    let judgement: Judgement?
    /// The numbers of tokens of the training texts, and those that each lost.
    let lengths: (kept: [Int], cut: [Int])
    /// How often the model is right by how sure it is, before and after the temperature.
    var reliability: ReliabilityDiagram?
    var temperedReliability: ReliabilityDiagram?
    /// The temperature and how it was found; or why there is none.
    var temperature: TemperatureScaling?
    var temperatureProblem: String?
    var mistakes: [TrainingReport.Mistake] = []
    /// Of a model that gives numbers: the worst rows, and rows from all of the validation data.
    var largestErrors: [TrainingReport.LargeError] = []
    var numberPairs: [TrainingReport.NumberPair] = []

    init(settings: any TaskSettings, judgement: Judgement?, lengths: (kept: [Int], cut: [Int])) {
        self.settings = settings
        self.judgement = judgement
        self.lengths = lengths
    }
}

extension PreparedTraining {
    /// Evaluates the weights that were kept once more.
    ///
    /// - Throws: `FledgeError` where the model gives what is not a number.
    func findings(_ summary: TrainingSummary) throws -> TrainingFindings {
        switch subject.kind {
        case .wholeTexts(let subject):
            let found = try ClassificationFindings(
                subject, precision: plan.precision.precision, team: .shared)
            return try TrainingFindings(found, of: subject, settings: settings, summary)
        case .entities(let subject):
            return try TrainingFindings(subject, summary, precision: plan.precision.precision)
        }
    }

    /// Runs `body` while the model's output layer gives what other programs expect of it: calibrated logits, or numbers on
    /// the scale of the data.
    func withFinalOutput<Result>(_ findings: TrainingFindings, _ body: () throws -> Result) rethrows -> Result {
        guard case .wholeTexts(let subject) = subject.kind else { return try body() }
        let scale = subject.labels.scale
        if plan.task == .regression {
            return try subject.model.withRescaledOutput(factor: scale.deviation, adding: scale.mean, body)
        }
        guard let temperature = findings.temperature?.temperature else { return try body() }
        return try subject.model.withRescaledOutput(factor: 1 / temperature, adding: 0, body)
    }
}
