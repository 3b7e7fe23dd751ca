import DatasetCaching
import Datasets
import Encoders
import Evaluation
import InputOutput
import TaskHeads
import TensorKernels

/// A check of whether pretraining helps with a task. It compares the recipe on pretrained weights, the recipe on random
/// weights, a head on frozen features and a bag-of-words model, all on the same rows.
public struct TransferCheck: Sendable, Equatable {
    /// The maximum number of rows that all of them are trained on.
    public var rowLimit = 2000
    /// The number of epochs of each training run; `nil` for as many as a minute allows. The recipe's limit of updates
    /// applies to each run too.
    public var epochs: Int?

    public init() {}

    /// The approximate time that a training run may take, in seconds.
    private static let patience = 60.0
    private static let mostEpochs = 10
    /// The number of updates that are timed.
    private static let pilotSteps = 6

    /// - Throws: `FledgeError` with category `usage` for numbers out of range.
    func validate() throws {
        for (name, value) in [("rows", rowLimit), ("epochs", epochs ?? 1)] where value < 1 {
            throw FledgeError(
                .usage, "the number of \(name) of the transfer check is out of range", expected: "1 or more",
                found: "\(value)")
        }
    }

    /// Trains and compares. The evaluation uses the validation data, or else a held-out fifth of the training rows.
    ///
    /// - Throws: `CancellationError` if `shouldStop` returns true; `FledgeError` for problems with files and settings.
    func run(
        _ settings: FineTuning, cache: DatasetCache, observe: (TrainingEvent) -> Void,
        shouldStop: () -> Bool
    ) throws -> TransferFinding {
        var settings = settings
        settings.validationShare = settings.validation == nil ? settings.validationShare ?? 0.2 : nil
        settings.recipe.rowLimit = min(settings.recipe.rowLimit ?? rowLimit, rowLimit)
        let epochs = try self.epochs ?? pilot(settings, cache: cache, observe: observe, shouldStop: shouldStop)
        settings.recipe.epochs = epochs

        func train(_ contender: TransferFinding.Contender, _ recipe: TrainingRecipe) throws -> (
            prepared: PreparedTraining, result: TransferFinding.Result
        ) {
            observe(.checking(contender, epochs: recipe.probe == nil ? epochs : nil))
            var settings = settings
            settings.recipe = recipe
            if recipe.probe != nil { (settings.teacher, settings.replay) = (nil, nil) }
            let prepared = try prepare(settings, cache: cache, observe: observe, shouldStop: shouldStop)
            let start = ContinuousClock.now
            let summary = try Self.uninterrupted(
                prepared.train(observe: { Self.pass($0, to: observe) }, shouldStop: shouldStop))
            let seconds = start.duration(to: .now).seconds
            let subject = prepared.classification
            let packed = PackedWeights(
                prepared.plan.precision.precision, subject.encoder.shapes, of: subject.parameters, on: .shared)
            let logits = try subject.validationLogits(packed: packed, team: .shared, shouldStop: shouldStop)
            return (
                prepared,
                TransferFinding.Result(
                    contender, logits: logits, subject: subject, judgement: summary.validation, seconds: seconds)
            )
        }
        let (prepared, pretrained) = try train(.pretrained, settings.recipe)
        let random = try train(.random, settings.recipe.fromRandomWeights).result
        let frozen = try train(.frozen, settings.recipe.asProbe).result
        observe(.checking(.words, epochs: nil))
        let words = try bagOfWords(settings, cache: cache, observe: observe, shouldStop: shouldStop)
        return TransferFinding(
            results: [pretrained, random, frozen, words], task: settings.recipe.task,
            rowCount: prepared.classification.training.count,
            validationRowCount: prepared.classification.validation?.count ?? 0,
            isHeldOut: settings.validationShare != nil, epochs: epochs, maximumSteps: settings.recipe.maximumSteps)
    }

    private func prepare(
        _ settings: FineTuning, cache: DatasetCache, observe: (TrainingEvent) -> Void,
        shouldStop: () -> Bool
    ) throws -> PreparedTraining {
        try PreparedTraining(
            settings, isTrial: true, cache: cache, observe: { Self.pass($0, to: observe) }, shouldStop: shouldStop)
    }

    /// The number of epochs that fit into the available time and the recipe's limit of updates.
    private func pilot(
        _ settings: FineTuning, cache: DatasetCache, observe: (TrainingEvent) -> Void,
        shouldStop: () -> Bool
    ) throws -> Int {
        guard settings.recipe.probe == nil else { return 1 }
        let limit = settings.recipe.maximumSteps
        var settings = settings
        settings.recipe.epochs = 1
        settings.recipe.maximumSteps = nil
        let prepared = try prepare(settings, cache: cache, observe: observe, shouldStop: shouldStop)
        var steps = 0
        let summary = try prepared.trainer.run(
            observe: { if case .step = $0 { steps += 1 } },
            shouldStop: { steps >= Self.pilotSteps || shouldStop() })
        if shouldStop() { throw CancellationError() }
        // Evaluation takes a third of the time of training: there is no backward pass.
        let judging = Double(prepared.classification.validation?.count ?? 0) / 3 / max(summary.examplesPerSecond, 1e-9)
        let learning = summary.seconds / Double(max(summary.steps, 1)) * Double(prepared.trainer.totalSteps)
        let secondsOfEpoch = learning + judging
        let affordable = min(max(Int(Self.patience / max(secondsOfEpoch, 1e-9)), 1), Self.mostEpochs)
        guard let limit else { return affordable }
        let updates = max(prepared.trainer.totalSteps, 1)
        return min(affordable, (limit + updates - 1) / updates)
    }

    /// Forwards the events of a check's training runs that matter to the observer.
    private static func pass(_ event: TrainingEvent, to observe: (TrainingEvent) -> Void) {
        switch event {
        case .features, .warning: observe(event)
        case .step(let progress): observe(.checkingStep(progress))
        default: break
        }
    }

    private static func uninterrupted(_ summary: TrainingSummary) throws -> TrainingSummary {
        if summary.ending == .interrupted { throw CancellationError() }
        return summary
    }

    /// A linear model on the token ids that occur in a text, each weighted by its rarity.
    private func bagOfWords(
        _ settings: FineTuning, cache: DatasetCache, observe: (TrainingEvent) -> Void,
        shouldStop: () -> Bool
    ) throws -> TransferFinding.Result {
        var settings = settings
        // The texts unchanged: the model itself takes no part.
        settings.recipe = settings.recipe.asProbe
        (settings.recipe.trainableLayers, settings.recipe.probe) = (.all, nil)
        (settings.teacher, settings.replay) = (nil, nil)
        let subject = try prepare(settings, cache: cache, observe: observe, shouldStop: shouldStop).classification
        guard let validation = subject.validation else { preconditionFailure("a check has rows to evaluate on") }
        let start = ContinuousClock.now
        let words = BagOfWords(subject.training)
        let (features, others) = (words.features(subject.training), words.features(validation))
        let targets = try LinearTargets(subject.training.targets, recipe: settings.recipe, labels: subject.labels)
        var best: (judgement: Judgement, logits: [[Float]])?
        var last: LinearProbe?
        for strength in ProbeSettings.candidates {
            let probe = try LinearProbe(features, targets, strength: strength, start: last, shouldStop: shouldStop)
            last = probe
            let logits = probe.logits(others, classCount: subject.labels.names.count)
            let judgement = try Judgement(logits: logits, targets: validation.targets, labels: subject.labels)
            if let known = best?.judgement, try !judgement.isBetter(than: known, by: settings.recipe.metric) {
                continue
            }
            best = (judgement, logits)
        }
        return TransferFinding.Result(
            .words, logits: best?.logits ?? [], subject: subject, judgement: best?.judgement,
            seconds: start.duration(to: .now).seconds)
    }
}

extension TrainingRecipe {
    /// The same recipe for random weights, all of which are trained.
    fileprivate var fromRandomWeights: TrainingRecipe {
        var recipe = self
        recipe.startsAnew = true
        if recipe.trainableLayers == .headOnly || recipe.lowRankAdaptation != nil {
            // The rate was meant for few new parameters.
            recipe.learningRate = nil
        }
        (recipe.trainableLayers, recipe.probe, recipe.lowRankAdaptation) = (.all, nil, nil)
        (recipe.unfreezing, recipe.layerDecay, recipe.newLayers, recipe.pretrainedDecay) = (nil, 1, 0, 0)
        return recipe
    }

    /// A probe for the same task on the same rows.
    fileprivate var asProbe: TrainingRecipe {
        var recipe = TrainingRecipe()
        (recipe.task, recipe.seed, recipe.rowLimit, recipe.metric) = (task, seed, rowLimit, metric)
        (recipe.maximumLength, recipe.precision) = (maximumLength, precision)
        (recipe.classWeights, recipe.ordinalSharpness) = (classWeights, ordinalSharpness)
        (recipe.trainableLayers, recipe.probe) = (.headOnly, ProbeSettings())
        return recipe
    }
}
