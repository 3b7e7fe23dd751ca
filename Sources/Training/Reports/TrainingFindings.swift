import Evaluation
import TaskHeads
import TensorKernels

/// What there is to say of the weights that were kept, beyond how training went; and what is written with them.
struct TrainingFindings {
    /// How answers are made of what the model gives, from now on.
    let settings: any TaskSettings
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
    /// Judges the weights that were kept once more, and puts them into the form that is written.
    ///
    /// - Throws: `FledgeError` where the model gives what is not a number.
    func findings(_ summary: TrainingSummary) throws -> TrainingFindings {
        switch subject.kind {
        case .wholeTexts(let subject):
            let found = try ClassificationFindings(
                subject, precision: plan.precision.precision, team: .shared)
            let findings = try TrainingFindings(found, of: subject, settings: settings, summary)
            // From now on the model gives numbers as they were in the data.
            let scale = subject.labels.scale
            if plan.task == .regression {
                subject.model.rescaleOutput(factor: scale.deviation, adding: scale.mean)
            }
            return findings
        case .entities(let subject):
            return try TrainingFindings(subject, summary, precision: plan.precision.precision)
        }
    }
}
