import Encoders
import Evaluation
import InputOutput
import TaskHeads
import TensorKernels

/// What the validation data say of the weights that were kept, beyond scores: how sure the model may be of itself.
struct TrainingConclusions {
    /// How answers are made of logits, from now on.
    var settings: ClassifierSettings
    /// What the model gives for each row of the validation data.
    var logits: [[Float]] = []
    /// Rows of the validation data with the model's answers; `nil` without validation data, and for numbers.
    var predictions: ClassPredictions?
    /// The temperature and how it was found.
    var temperature: TemperatureScaling?
    /// Why there is none.
    var temperatureProblem: String?
    /// The scores with thresholds that were fitted, where there may be several labels.
    var judgement: Judgement?

    /// Judges the model's weights once more.
    ///
    /// - Throws: `FledgeError` where the model gives what is not a number.
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
                settings.temperature = scaling.temperature
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
