import Encoders
import Evaluation
import InputOutput
import TaskHeads
import TensorKernels

/// Findings of the validation data about the kept weights, beyond scores: calibration and mistakes.
struct ClassificationFindings {
    /// The settings that turn logits into predictions from now on.
    var settings: ClassifierSettings
    /// The logits of each validation row.
    var logits: [[Float]] = []
    /// The validation rows with the model's predictions; `nil` without validation data, and for regression.
    var predictions: ClassPredictions?
    /// The temperature and the result of fitting it.
    var temperature: TemperatureScaling?
    /// The reason why there is no temperature.
    var temperatureProblem: String?
    /// The scores of the model as it is written: with the temperature, or with fitted thresholds.
    var judgement: Judgement?

    /// Evaluates the model's weights again.
    ///
    /// - Throws: `FledgeError` if an output of the model is not a number.
    init(_ subject: ClassificationSubject, precision: Precision, team: ThreadTeam) throws {
        settings = subject.model.settings
        guard let validation = subject.validation else { return }
        let packed = PackedWeights(precision, subject.encoder.shapes, of: subject.parameters, on: team)
        logits = try subject.validationLogits(packed: packed, team: team) { false }
        switch validation.targets {
        case .classes(let classes):
            let predictions = try ClassPredictions(
                labels: subject.labels.names, truths: classes, logits: logits.flatMap(\.self))
            self.predictions = predictions
            do {
                let scaling = try TemperatureScaling(fitting: predictions)
                temperature = scaling
                judgement = try Judgement(
                    logits: logits.map { $0.map { Float(Double($0) / scaling.temperature) } },
                    targets: validation.targets, labels: subject.labels)
            } catch let error as FledgeError {
                temperatureProblem = error.problem
            }
        case .labelSets(let sets):
            let predictions = try MultiLabelPredictions(
                labels: subject.labels.names, truths: sets.flatMap { $0.map { $0 > 0 } },
                probabilities: logits.flatMap(BinaryCrossEntropy.probabilities))
            let thresholds = predictions.bestThresholds()
            settings.thresholds = thresholds
            judgement = try Judgement(
                logits: logits, targets: validation.targets, labels: subject.labels, settings: settings)
        case .numbers: break
        }
    }
}

extension TrainingFindings {
    /// Findings about a classifier or a regression model.
    init(
        _ found: ClassificationFindings, of subject: ClassificationSubject, settings: FineTuning,
        _ summary: TrainingSummary
    ) throws {
        let scaled = try found.predictions.map { try found.temperature?.applied(to: $0) ?? $0 }
        self.init(
            settings: found.settings, judgement: found.judgement ?? summary.validation,
            lengths: (subject.training.tokenCounts, subject.training.places.map(\.truncatedTokenCount)))
        reliability = found.predictions.map { ReliabilityDiagram($0) } ?? found.labelReliability(subject)
        temperedReliability = found.temperature == nil ? nil : scaled.map { ReliabilityDiagram($0) }
        temperature = found.temperature
        temperatureProblem = found.temperatureProblem
        guard subject.validation != nil else { return }
        let file = settings.validation ?? settings.training
        mistakes = try found.mistakes(scaled, of: subject, in: file)
        largestErrors = try found.largestErrors(judgement, of: subject, in: file)
        numberPairs = found.numberPairs(subject)
    }
}

extension ClassificationFindings {
    /// The reliability of independent labels, over all pairs of a text and a label.
    fileprivate func labelReliability(_ subject: ClassificationSubject) -> ReliabilityDiagram? {
        guard case .labelSets(let sets) = subject.validation?.targets else { return nil }
        return ReliabilityDiagram(
            confidences: logits.flatMap(BinaryCrossEntropy.probabilities).map { Double($0) },
            areRight: sets.flatMap { $0.map { $0 > 0 } })
    }
}
