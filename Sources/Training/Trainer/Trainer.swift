import Datasets
import Encoders
import Evaluation
import Foundation
import InputOutput
import Optimization
import TaskHeads
import TensorKernels

/// The loop that fine-tunes a model in memory: batches, updates, evaluations, and keeping the best weights.
///
/// Everything that an update depends on is in ``TrainerState`` and in the tensors of ``tensors``; all other randomness
/// derives from the seed and the indices of epoch, update and row. A run that resumes from a checkpoint therefore
/// produces the same bits.
final class Trainer {
    private let subject: any TrainingSubject
    private let recipe: TrainingRecipe
    private let sampler: BatchSampler
    private let adaptation: LowRankAdaptation?
    private let checkpoints: TrainingCheckpoints?
    private let team: ThreadTeam
    private let packed: PackedWeights?
    private let arena = Arena()
    private let gradients: GradientStore
    private let rule: UpdateRule
    private let average: ExponentialMovingAverage?
    let schedule: LearningRateSchedule
    /// The number of epochs.
    let epochs: Int
    private var best: Kept?
    private var state = TrainerState()
    private var lastCheckpoint = ContinuousClock.now
    /// The duration of the latest validation, in seconds.
    private var validationSeconds = 0.0

    /// The weights of the best epoch.
    private struct Kept {
        let parameters: ParameterStore
        let adapters: ParameterStore?

        var tensors: [TrainingTensor] {
            TrainingTensor.all(of: parameters, named: "best")
                + (adapters.map { TrainingTensor.all(of: $0, named: "best_adapters") } ?? [])
        }
    }

    /// - Parameters:
    ///   - adaptation: The adapters that are trained instead of the weights; `nil` to train the weights.
    ///   - checkpoints: The checkpoints of the run; `nil` to write none.
    ///   - newNames: The parameters that start from new values.
    init(
        _ subject: any TrainingSubject, recipe: TrainingRecipe, precision: Precision, sampler: BatchSampler,
        adaptation: LowRankAdaptation?, checkpoints: TrainingCheckpoints?, newNames: [String], team: ThreadTeam
    ) {
        self.subject = subject
        self.recipe = recipe
        self.sampler = sampler
        self.adaptation = adaptation
        self.checkpoints = checkpoints
        self.team = team
        let encoder = subject.encoder
        let parameters = subject.parameters
        packed = PackedWeights(
            precision, encoder.shapes, of: parameters, isTrained: recipe.trainableLayers != .headOnly, on: team)
        gradients = GradientStore(layout: parameters.layout) { entry in
            guard let adaptation, let index = parameters.layout.index(of: entry.name) else {
                return recipe.trainableLayers.contains(entry.name, of: encoder.configuration)
            }
            return adaptation.adapts(index) || encoder.configuration.layer(ofParameter: entry.name) == nil
        }
        rule = UpdateRule(
            recipe, parameters: parameters, gradients: gradients, adaptation: adaptation,
            encoder: encoder.configuration, isNew: Set(newNames).contains)
        if let decay = recipe.averageDecay {
            average = ExponentialMovingAverage(of: parameters, decay: decay, warmsUp: true, gradients: gradients)
        } else {
            average = nil
        }
        guard let epochs = recipe.epochs else { preconditionFailure("the recipe was not settled") }
        self.epochs = epochs
        let updates = sampler.batchCounts(epochs: epochs).reduce(0) {
            $0 + ($1 + recipe.accumulation - 1) / recipe.accumulation
        }
        schedule = recipe.learningRates(totalSteps: min(updates, recipe.maximumSteps ?? updates))
    }

    /// The number of trainable elements.
    var trainableParameterCount: Int {
        func count(_ gradients: GradientStore, where isCounted: (ParameterLayout.Index) -> Bool = { _ in true }) -> Int
        {
            gradients.layout.indices.filter { gradients.isTrainable($0) && isCounted($0) }
                .reduce(0) { $0 + gradients.layout[$1].count }
        }
        guard let adaptation else { return count(gradients) }
        return count(gradients) { !adaptation.adapts($0) } + count(adaptation.gradients)
    }

    /// The number of updates in the whole run.
    var totalSteps: Int { schedule.totalSteps }

    /// Resumes from a checkpoint.
    ///
    /// - Throws: `FledgeError` if its files are damaged or belong to another run.
    func resume(from checkpoint: TrainingCheckpoints.Checkpoint) throws {
        state = checkpoint.state
        try rule.restore(stepCounts: state.stepCounts, read: checkpoint.read)
        if let adaptation {
            try TrainingTensor.all(of: adaptation.adapters.parameters, named: Self.adapters).forEach(checkpoint.read)
        }
        try checkpoints?.readJudgedWeights(step: state.step, into: judged)
        if let average {
            try TrainingTensor.all(of: subject.parameters, named: Self.weights).forEach(checkpoint.read)
            average.restore(updateCount: state.step) { _ in }
        }
        adaptation?.merge(into: subject.parameters, on: team)
        packed?.update(from: subject.parameters, on: team)
        guard let bestStep = state.bestStep else { return }
        keepBest()
        guard let best, bestStep != state.step else { return }
        try best.tensors.forEach(checkpoint.read)
    }

    /// Trains; afterwards the model has the weights of the best epoch, or the last ones without validation data.
    ///
    /// - Parameter shouldStop: Called before every batch. If it returns true, training ends with a checkpoint.
    /// - Throws: ``Diverged`` if a gradient is not a finite number; the model then has the weights of the best epoch
    ///   too.
    func run(
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> TrainingSummary {
        var ending = TrainingSummary.Ending.complete
        var divergence: FledgeError?
        do {
            // The last updates may belong to an epoch that has not been evaluated yet.
            while state.step < schedule.totalSteps || state.updatesInEpoch > 0 {
                if let patience = recipe.patience, state.epochsSinceBest >= patience {
                    ending = .early
                    break
                }
                guard try runEpoch(observe: observe, shouldStop: shouldStop) else {
                    ending = .interrupted
                    break
                }
            }
        } catch let error as FledgeError where error.category == .data {
            divergence = error
            ending = .diverged
        }
        if ending == .interrupted { keep(observe) }
        if let best {
            subject.parameters.copyValues(from: best.parameters)
            if let adapters = best.adapters { adaptation?.adapters.parameters.copyValues(from: adapters) }
        } else if let average {
            subject.parameters.copyValues(from: average.parameters)
        }
        let summary = TrainingSummary(state, ending: ending)
        if let divergence { throw Diverged(error: divergence, summary: summary) }
        return summary
    }

    /// Training that diverged.
    struct Diverged: Error {
        let error: FledgeError
        /// The results up to that point.
        let summary: TrainingSummary
    }

    /// Runs one epoch, or the rest of it, and evaluates it; returns false if it was interrupted.
    private func runEpoch(observe: (TrainingEvent) -> Void, shouldStop: () -> Bool) throws -> Bool {
        let batches = sampler.batches(epoch: state.epoch)
        let firsts = Array(stride(from: 0, to: batches.count, by: recipe.accumulation))
        for first in firsts.dropFirst(state.updatesInEpoch) where state.step < schedule.totalSteps {
            if shouldStop() { return false }
            let start = ContinuousClock.now
            let group = Array(batches[first..<min(first + recipe.accumulation, batches.count)])
            let record = try update(group)
            state.step += 1
            state.updatesInEpoch += 1
            state.curve.append(record)
            state.seconds += start.duration(to: .now).seconds
            state.examples += group.joined().count
            state.tokens += group.joined().reduce(0) { $0 + subject.tokenCounts[$1] }
            observe(.step(progress()))
            if let interval = checkpoints?.interval, state.step % interval == 0 { keep(observe) }
        }
        do {
            observe(.epoch(try judge(observe: observe, shouldStop: shouldStop)))
        } catch is CancellationError {
            return false
        }
        state.epoch += 1
        state.updatesInEpoch = 0
        if let checkpoints, lastCheckpoint.duration(to: .now).seconds >= checkpoints.spacing { keep(observe) }
        return true
    }

    /// Makes one update from the gradients of some batches.
    ///
    /// - Throws: `FledgeError` if a gradient is not a finite number; nothing is updated then.
    private func update(_ batches: [ArraySlice<Int>]) throws -> StepRecord {
        unfreeze()
        let weight = 1 / subject.mass(of: Array(batches.joined()))
        var loss = 0.0
        for (number, rows) in batches.enumerated() {
            arena.reset()
            var context = PassContext(
                parameters: subject.parameters, gradients: gradients, packed: packed, arena: arena, team: team)
            context.recomputesLayers = recipe.recomputesLayers
            if recipe.usesDropout { context.dropoutKey = dropoutKey(batch: state.step * recipe.accumulation + number) }
            loss += try subject.addGradients(of: rows, weight: weight, epoch: state.epoch, context)
        }
        adaptation?.takeGradients(from: gradients, on: team)
        let norm = rule.gradientNorm(on: team)
        guard norm.isFinite, loss.isFinite else { throw notFinite(batches) }
        let rate = schedule.learningRate(step: state.step)
        rule.apply(
            to: subject.parameters, learningRate: Float(rate),
            gradientScale: recipe.maximumGradientNorm > 0
                ? GradientClipping.scale(norm: norm, maximum: recipe.maximumGradientNorm) : 1, on: team)
        adaptation?.merge(into: subject.parameters, on: team)
        average?.update(from: subject.parameters, on: team)
        packed?.update(from: subject.parameters, on: team) { gradients.isTrainable($0) }
        return StepRecord(step: state.step + 1, loss: loss, learningRate: rate, gradientNorm: norm)
    }

    /// Unfreezes the layers that are due.
    private func unfreeze() {
        guard let unfreezing = recipe.unfreezing else { return }
        let encoder = subject.encoder.configuration
        let lowest = unfreezing.lowestLayer(epoch: state.epoch, step: state.step, layerCount: encoder.layerCount)
        gradients.setActive { (encoder.layer(ofParameter: $0.name) ?? encoder.layerCount) >= lowest }
    }

    /// The error for an update with values that are not finite.
    private func notFinite(_ batches: [ArraySlice<Int>]) -> FledgeError {
        if state.step == 0, let name = subject.parameters.firstNameWithoutFiniteValues() {
            return FledgeError(
                .data, "the weight \(name) contains values that are not finite numbers",
                advice: "the checkpoint is damaged: download it again")
        }
        let what = gradients.firstNameWithoutFiniteValues().map { "the gradient of \($0)" } ?? "the loss"
        let places = batches.joined().map(subject.place)
        return FledgeError(
            .data, at: "update \(state.step + 1)", "\(what) is not a finite number: training has diverged",
            found: "on the rows of " + places.prefix(8).joined(separator: ", ")
                + (places.count > 8 ? " and \(places.count - 8) more" : ""),
            advice: "lower the learning rate (it is \(schedule.peak))")
    }

    private func dropoutKey(batch: Int) -> UInt64 {
        var generator = SplitMix64(seed: recipe.seed ^ UInt64(batch) &* 0xA24B_AED4_963E_E407)
        return generator.next()
    }

    private func progress() -> TrainingProgress {
        let latest = state.curve.suffix(min(50, state.updatesInEpoch))
        return TrainingProgress(
            step: state.step, totalSteps: schedule.totalSteps, epoch: state.epoch + 1, totalEpochs: epochs,
            loss: latest.reduce(0) { $0 + $1.loss } / Double(latest.count),
            learningRate: state.curve.last?.learningRate ?? 0, gradientNorm: state.curve.last?.gradientNorm ?? 0,
            examplesPerSecond: state.examplesPerSecond, tokensPerSecond: state.tokensPerSecond,
            secondsPerUpdate: state.seconds / Double(state.step),
            secondsLeft: state.seconds / Double(state.step) * Double(schedule.totalSteps - state.step)
                + validationSeconds * Double(epochs - state.epoch))
    }

    /// The parameters that are evaluated and written.
    private var judged: ParameterStore { average?.parameters ?? subject.parameters }

    /// Evaluates the weights after an epoch, and keeps them if they are the best so far.
    private func judge(observe: (TrainingEvent) -> Void, shouldStop: () -> Bool) throws -> EpochRecord {
        let start = ContinuousClock.now
        let judgement = try withAverage {
            try subject.judge(packed: packed, team: team, observe: observe, shouldStop: shouldStop)
        }
        validationSeconds = judgement == nil ? 0 : start.duration(to: .now).seconds
        if let judgement, let metric = recipe.metric { _ = try judgement.measure(metric) }
        var isBest = true
        if let judgement, let known = state.bestEpoch?.validation {
            isBest = try judgement.isBetter(than: known, by: recipe.metric)
        }
        let record = EpochRecord(
            epoch: state.epoch + 1, trainingLoss: state.epochLoss, validation: judgement, isBest: isBest)
        state.epochs.append(record)
        state.epochsSinceBest = isBest ? 0 : state.epochsSinceBest + 1
        if isBest, judgement != nil {
            keepBest()
            state.bestStep = state.step
        }
        return record
    }

    /// Keeps the current weights as the best ones.
    private func keepBest() {
        let kept =
            best
            ?? Kept(
                parameters: ParameterStore(layout: subject.parameters.layout),
                adapters: adaptation.map { ParameterStore(layout: $0.adapters.parameters.layout) })
        kept.parameters.copyValues(from: judged)
        if let adaptation { kept.adapters?.copyValues(from: adaptation.adapters.parameters) }
        best = kept
    }

    /// Runs `body` with the averaged weights in the model, if there is an average.
    private func withAverage<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard let average else { return try body() }
        func exchange() {
            subject.parameters.exchangeValues(with: average.parameters)
            packed?.update(from: subject.parameters, on: team)
        }
        exchange()
        defer { exchange() }
        return try body()
    }

    /// Writes a checkpoint; if that fails, the older one stays and training continues.
    ///
    /// - Parameter isAtEnd: True if training is over, so that no disk space has to be left for the model itself.
    private func keep(_ observe: (TrainingEvent) -> Void, isAtEnd: Bool = false) {
        guard let checkpoints, state.step > 0 else { return }
        defer { lastCheckpoint = .now }
        let consequence = isAtEnd ? "" : ", training continues"
        do {
            state.stepCounts = rule.stepCounts
            let tensors = tensors
            let model = subject.parameters.layout.parameterCount
            let elements = tensors.reduce(isAtEnd ? model : 2 * model) { $0 + $1.values.count }
            try FreeSpace.require(
                elements * MemoryLayout<Float>.size, for: checkpoints.path,
                isAtEnd ? "a checkpoint" : "a checkpoint, beside the model that is written at the end,")
            try checkpoints.write(state, tensors: tensors, judged: judged)
        } catch let error as FledgeError {
            let place = error.place.map { "\($0): " } ?? ""
            observe(.warning("no checkpoint after update \(state.step)\(consequence): \(place)\(error.problem)"))
        } catch {
            observe(.warning("no checkpoint after update \(state.step)\(consequence): \(error)"))
        }
    }

    /// Writes a checkpoint of a finished run whose output could not be written, unless there is one already.
    func keepAtEnd(_ observe: (TrainingEvent) -> Void) {
        guard let checkpoints, TrainingCheckpoints.steps(in: checkpoints.path).last != state.step else { return }
        keep(observe, isAtEnd: true)
    }

    private static let adapters = "adapters"
    private static let weights = "weights"

    /// All tensors that the next update depends on, besides the evaluated weights.
    private var tensors: [TrainingTensor] {
        subject.parameters.bringUpToDate()
        var tensors = rule.tensors
        if let adaptation { tensors += TrainingTensor.all(of: adaptation.adapters.parameters, named: Self.adapters) }
        if average != nil { tensors += TrainingTensor.all(of: subject.parameters, named: Self.weights) }
        if let best, state.bestStep != state.step { tensors += best.tensors }
        return tensors
    }
}
