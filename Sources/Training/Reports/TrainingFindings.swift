import Evaluation
import TaskHeads
import TensorKernels

/// Findings about the kept weights, beyond the course of training, and the settings that are written with them.
struct TrainingFindings {
    /// The settings that are written with the weights.
    let settings: any TaskSettings
    /// The scores of the model as it is written on the validation data; `nil` without such data.
    let judgement: Judgement?
    /// The number of tokens kept of each training text, and the number truncated.
    let lengths: (kept: [Int], cut: [Int])
    /// The reliability of the model's confidence, before and after temperature scaling.
    var reliability: ReliabilityDiagram?
    var temperedReliability: ReliabilityDiagram?
    /// The temperature and the result of fitting it, or the reason why there is none.
    var temperature: TemperatureScaling?
    var temperatureProblem: String?
    var mistakes: [TrainingReport.Mistake] = []
    /// For regression: the worst rows, and rows sampled from all of the validation data.
    var largestErrors: [TrainingReport.LargeError] = []
    var numberPairs: [TrainingReport.NumberPair] = []

    init(settings: any TaskSettings, judgement: Judgement?, lengths: (kept: [Int], cut: [Int])) {
        self.settings = settings
        self.judgement = judgement
        self.lengths = lengths
    }
}

extension PreparedTraining {
    /// Evaluates the kept weights again.
    ///
    /// - Throws: `FledgeError` if an output of the model is not a number.
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

    /// Runs `body` while the model's output layer gives what other programs expect: calibrated logits, or numbers on
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
