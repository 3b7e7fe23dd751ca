import Datasets
import Encoders
import Evaluation
import Foundation
package import InputOutput
import Optimization
package import TaskHeads
package import TensorKernels

/// The loop that fine-tunes a classifier in memory: batches, updates, validation, the best weights kept.
package final class ClassificationTrainer {
    private let model: SequenceClassificationModel
    private let recipe: TrainingRecipe
    private let training: ClassificationExamples
    private let validation: ClassificationExamples?
    private let team: ThreadTeam
    private let packed: PackedWeights?
    private let arena = Arena()
    private let gradients: GradientStore
    private let optimizer: AdamW
    private let sampler: BatchSampler
    private let schedule: LinearSchedule
    private var best: (parameters: ParameterStore, record: EpochRecord)?
    private var speed = Speed()
    private var step = 0

    package init(
        model: SequenceClassificationModel, recipe: TrainingRecipe, precision: Precision,
        training: ClassificationExamples, validation: ClassificationExamples?, team: ThreadTeam
    ) {
        self.model = model
        self.recipe = recipe
        self.training = training
        self.validation = validation
        self.team = team
        packed = PackedWeights(
            precision, model.encoder.shapes, of: model.parameters, isTrained: recipe.trainableLayers != .headOnly,
            on: team)
        let encoder = model.encoder.configuration
        gradients = GradientStore(layout: model.parameters.layout) {
            recipe.trainableLayers.contains($0.name, of: encoder)
        }
        optimizer = AdamW(
            groups: ParameterGroup.decayed(by: Float(recipe.weightDecay), in: gradients), gradients: gradients)
        sampler = BatchSampler(rowCount: training.count, batchSize: recipe.batchSize, seed: recipe.seed)
        let updates = (sampler.batchCount + recipe.accumulation - 1) / recipe.accumulation * recipe.epochs
        let total = min(updates, recipe.maximumSteps ?? updates)
        schedule = LinearSchedule(
            peak: recipe.learningRate, warmupSteps: Int(recipe.warmupShare * Double(total)), totalSteps: total)
    }

    /// The number of trained parameter elements.
    package var trainableParameterCount: Int {
        gradients.layout.indices.filter(gradients.isTrainable).reduce(0) { $0 + gradients.layout[$1].count }
    }

    /// Trains; afterwards the model's parameters are those of the best epoch, or of the last where nothing is validated.
    ///
    /// - Parameter shouldStop: Asked before every batch. Where it says so, training ends as after the latest epoch.
    /// - Throws: ``Diverged`` where a gradient is no longer a finite number; the model is then that of the best epoch too.
    package func run(
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> TrainingSummary {
        var epochs: [EpochRecord] = []
        var isInterrupted = false
        var divergence: FledgeError?
        while step < schedule.totalSteps {
            do {
                guard let loss = try runEpoch(epochs.count, observe: observe, shouldStop: shouldStop) else {
                    isInterrupted = true
                    break
                }
                let record = try judge(epoch: epochs.count + 1, trainingLoss: loss, shouldStop: shouldStop)
                epochs.append(record)
                observe(.epoch(record))
            } catch is CancellationError {
                isInterrupted = true
                break
            } catch let error as FledgeError {
                divergence = error
                isInterrupted = true
                break
            }
        }
        if let best { model.parameters.copyValues(from: best.parameters) }
        let summary = TrainingSummary(
            steps: step, epochs: epochs, bestEpoch: best?.record.epoch, seconds: speed.seconds,
            examplesPerSecond: speed.examplesPerSecond, tokensPerSecond: speed.tokensPerSecond,
            isInterrupted: isInterrupted)
        if let divergence { throw Diverged(error: divergence, summary: summary) }
        return summary
    }

    /// Training that could not go on.
    package struct Diverged: Error {
        package let error: FledgeError
        /// What had come of it.
        package let summary: TrainingSummary
    }

    /// The mean loss of the epoch's updates; `nil` where it was interrupted.
    private func runEpoch(
        _ epoch: Int, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> Double? {
        let batches = sampler.batches(epoch: epoch)
        var losses: [Double] = []
        for first in stride(from: 0, to: batches.count, by: recipe.accumulation) where step < schedule.totalSteps {
            if shouldStop() { return nil }
            let start = ContinuousClock.now
            let group = batches[first..<min(first + recipe.accumulation, batches.count)]
            let loss = try update(group)
            losses.append(loss)
            let tokens = group.joined().reduce(0) { $0 + training.tokenCounts[$1] }
            speed.add(seconds: start.duration(to: .now).seconds, examples: group.joined().count, tokens: tokens)
            observe(.step(progress(epoch: epoch, latest: losses.suffix(50))))
        }
        return losses.reduce(0, +) / Double(max(losses.count, 1))
    }

    /// One update from the gradients of some batches; returns their mean loss.
    ///
    /// - Throws: `FledgeError` where a gradient is not a finite number; nothing is updated then.
    private func update(_ batches: ArraySlice<ArraySlice<Int>>) throws -> Double {
        let weight = 1 / Double(batches.joined().count)
        var loss = 0.0
        for (number, rows) in batches.enumerated() {
            arena.reset()
            var context = PassContext(
                parameters: model.parameters, gradients: gradients, packed: packed, arena: arena, team: team)
            context.recomputesLayers = recipe.recomputesLayers
            if recipe.usesDropout { context.dropoutKey = dropoutKey(batch: step * recipe.accumulation + number) }
            loss += training.addGradients(of: rows, weight: weight, model: model, context)
        }
        let norm = GradientClipping.norm(gradients, on: team)
        guard norm.isFinite, loss.isFinite else { throw notFinite() }
        let scale =
            recipe.maximumGradientNorm > 0 ? GradientClipping.scale(norm: norm, maximum: recipe.maximumGradientNorm) : 1
        optimizer.step(
            model.parameters, gradients, learningRate: Float(schedule.learningRate(step: step)), gradientScale: scale,
            on: team)
        packed?.update(from: model.parameters, on: team) { gradients.isTrainable($0) }
        step += 1
        return loss
    }

    /// What to say of an update that cannot be made.
    private func notFinite() -> FledgeError {
        if step == 0, let name = model.parameters.firstNameWithoutFiniteValues() {
            return FledgeError(
                .data, "the weight \(name) holds values that are not finite numbers",
                advice: "the checkpoint is damaged: fetch it anew")
        }
        let what = gradients.firstNameWithoutFiniteValues().map { "the gradient of \($0)" } ?? "the loss"
        return FledgeError(
            .data, "\(what) is not a finite number in update \(step + 1): training has diverged",
            advice: "lower the learning rate (it is \(recipe.learningRate))")
    }

    private func dropoutKey(batch: Int) -> UInt64 {
        var generator = SplitMix64(seed: recipe.seed ^ UInt64(batch) &* 0xA24B_AED4_963E_E407)
        return generator.next()
    }

    private func progress(epoch: Int, latest: ArraySlice<Double>) -> TrainingProgress {
        TrainingProgress(
            step: step, totalSteps: schedule.totalSteps, epoch: epoch + 1, totalEpochs: recipe.epochs,
            loss: latest.reduce(0, +) / Double(latest.count), learningRate: schedule.learningRate(step: step - 1),
            examplesPerSecond: speed.examplesPerSecond, tokensPerSecond: speed.tokensPerSecond,
            secondsLeft: speed.seconds / Double(step) * Double(schedule.totalSteps - step))
    }

    /// Judges the weights after an epoch and keeps them where none were better.
    private func judge(epoch: Int, trainingLoss: Double, shouldStop: () -> Bool) throws -> EpochRecord {
        guard let validation else {
            return EpochRecord(
                epoch: epoch, trainingLoss: trainingLoss, validationLoss: nil, validation: nil, isBest: true)
        }
        let (report, loss) = try ClassificationEvaluator.evaluate(
            validation, model: model, packed: packed, team: team, shouldStop: shouldStop)
        var isBest = true
        if let known = best?.record, let knownReport = known.validation, let knownLoss = known.validationLoss {
            isBest = (report.accuracy, -loss) > (knownReport.accuracy, -knownLoss)
        }
        let record = EpochRecord(
            epoch: epoch, trainingLoss: trainingLoss, validationLoss: loss, validation: report, isBest: isBest)
        if isBest {
            let copy = best?.parameters ?? ParameterStore(layout: model.parameters.layout)
            copy.copyValues(from: model.parameters)
            best = (copy, record)
        }
        return record
    }

    /// Time and amounts of all updates so far.
    private struct Speed {
        var seconds = 0.0, examples = 0, tokens = 0
        var examplesPerSecond: Double { Double(examples) / max(seconds, 1e-9) }
        var tokensPerSecond: Double { Double(tokens) / max(seconds, 1e-9) }

        mutating func add(seconds: Double, examples: Int, tokens: Int) {
            self.seconds += seconds
            self.examples += examples
            self.tokens += tokens
        }
    }
}

extension Duration {
    /// The length in seconds.
    package var seconds: Double { Double(components.seconds) + 1e-18 * Double(components.attoseconds) }
}
