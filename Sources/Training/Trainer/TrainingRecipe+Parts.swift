import Datasets
import InputOutput
import Optimization
import TaskHeads

/// The parts of a recipe, in the form that other modules take.
extension TrainingRecipe {
    /// A description of what is trained.
    var trainedDescription: String {
        if let lowRankAdaptation { return "the head and adapters of rank \(lowRankAdaptation.rank)" }
        if probe != nil { return "the output layer, fitted on features of the frozen encoder" }
        guard let unfreezing else { return trainableLayers.description }
        let pace =
            unfreezing.interval == 1
            ? "each \(unfreezing.unit == .epochs ? "epoch" : "update")"
            : "every \(unfreezing.interval) \(unfreezing.unit.rawValue)"
        return "the head at first, and one more layer from the top \(pace)"
    }

    /// The learning rate of each update.
    ///
    /// - Precondition: The recipe is settled.
    func learningRates(totalSteps: Int) -> LearningRateSchedule {
        guard let learningRate else { preconditionFailure("the recipe was not settled") }
        let kind: LearningRateSchedule.Kind =
            switch schedule {
            case .linear: .linear
            case .cosine: .cosine
            case .constant: .constant
            case .polynomial: .polynomial(power: schedulePower)
            case .inverseSquareRoot: .inverseSquareRoot
            case .oneCycle: .oneCycle
            }
        return LearningRateSchedule(
            kind, peak: learningRate,
            warmupSteps: min(warmupSteps ?? Int(warmupShare * Double(totalSteps)), totalSteps), totalSteps: totalSteps)
    }

    /// The batches of each epoch.
    ///
    /// - Parameters:
    ///   - tokenCounts: The number of tokens of each row.
    ///   - ownCount: The number of rows before those of the replay.
    ///   - classes: The class of each row, where it has one.
    func sampler(tokenCounts: [Int], ownCount: Int, classes: [Int]? = nil) -> BatchSampler {
        var settings = SamplingSettings(
            size: batchTokens.map(BatchSize.tokens) ?? .rows(batchSize),
            grouping: groupsByLength ? .byLength() : .random, balancesClasses: balancesClasses)
        let replayCount = tokenCounts.count - ownCount
        if replayCount > 0 {
            settings.replay = Replay(
                rows: ownCount..<tokenCounts.count, share: min(1, replayShare * Double(ownCount) / Double(replayCount)))
        }
        return BatchSampler(
            rowCount: ownCount, tokenCounts: tokenCounts, classes: classes.map { Array($0.prefix(ownCount)) },
            settings: settings, seed: seed)
    }

    /// The loss.
    ///
    /// - Parameter counts: The number of training rows of each label.
    /// - Throws: `FledgeError` for a class weight of a label that does not exist.
    func loss(labels: [String], counts: [Int]) throws -> any TaskLoss {
        let distillation = Distillation(weight: distillationWeight, temperature: distillationTemperature)
        switch task {
        case .singleLabel, .ordinal, .entities:
            var loss = ClassificationLoss()
            loss.labelSmoothing = labelSmoothing
            loss.classWeights = try classWeights.values(labels: labels, counts: counts)
            loss.focalGamma = focalExponent
            loss.ordinalSharpness = task == .ordinal ? ordinalSharpness : nil
            loss.distillation = distillation
            loss.rDropWeight = consistency
            return loss
        case .multiLabel:
            var loss = BinaryCrossEntropy()
            loss.labelSmoothing = labelSmoothing
            loss.positiveWeights = try classWeights.values(labels: labels, counts: counts)
            loss.distillation = distillation
            return loss
        case .regression:
            var loss = SquaredError()
            loss.distillationWeight = distillationWeight
            return loss
        }
    }
}
