import Encoders
import Inference
import InputOutput
import Optimization
import TaskHeads
import TensorKernels

extension PreparedTraining {
    /// Trains as the recipe specifies: by updates, or by fitting a probe.
    func train(observe: (TrainingEvent) -> Void, shouldStop: () -> Bool) throws -> TrainingSummary {
        try settings.recipe.probe == nil
            ? trainer.run(observe: observe, shouldStop: shouldStop)
            : fitProbe(observe: observe, shouldStop: shouldStop)
    }

    /// Fits the output layer to the features that the head's dense layer computes from the frozen encoder's.
    ///
    /// - Returns: A summary with one epoch, whose updates are the iterations of the fit that was kept.
    /// - Throws: `FledgeError` for features that are not numbers.
    private func fitProbe(
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> TrainingSummary {
        do {
            return try fittedProbe(observe: observe, shouldStop: shouldStop)
        } catch is CancellationError {
            return TrainingSummary(TrainerState(), ending: .interrupted)
        }
    }

    private func fittedProbe(
        observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> TrainingSummary {
        let recipe = settings.recipe
        let subject = classification
        let start = ContinuousClock.now
        let features = try subject.headFeatures(subject.training)
        let targets = try LinearTargets(subject.training.targets, recipe: recipe, labels: subject.labels)
        let strengths =
            recipe.probe?.strength.map { [$0] } ?? (subject.validation == nil ? [1] : ProbeSettings.candidates)
        var records: [ProbeRecord] = []
        var best: (probe: LinearProbe, judgement: Judgement?)?
        var last: LinearProbe?
        var evaluations = 0
        for strength in strengths {
            let probe = try LinearProbe(
                features, targets, strength: strength, start: last,
                search: strengths.count > 1 ? .rough : LBFGS(), shouldStop: shouldStop)
            evaluations += probe.outcome.evaluationCount
            last = probe
            subject.setOutputLayer(probe)
            let judgement = try subject.judge(packed: nil, team: .shared, observe: observe, shouldStop: shouldStop)
            var isBest = best == nil
            if let judgement, let known = best?.judgement {
                isBest = try judgement.isBetter(than: known, by: recipe.metric)
            }
            if isBest { best = (probe, judgement) }
            let record = ProbeRecord(
                strength: strength, objective: probe.outcome.value, iterations: probe.outcome.iterations.count,
                isConverged: probe.outcome.ending == .converged, validation: judgement, isBest: isBest)
            records.append(record)
            observe(.probe(record))
        }
        guard var best, let index = records.lastIndex(where: \.isBest) else {
            preconditionFailure("at least one strength is tried")
        }
        if strengths.count > 1 {
            let exact = try LinearProbe(
                features, targets, strength: records[index].strength, start: best.probe, search: .fine,
                shouldStop: shouldStop)
            evaluations += exact.outcome.evaluationCount
            subject.setOutputLayer(exact)
            best = (exact, try subject.judge(packed: nil, team: .shared, observe: observe, shouldStop: shouldStop))
            records[index] = ProbeRecord(
                strength: records[index].strength, objective: exact.outcome.value,
                iterations: records[index].iterations + exact.outcome.iterations.count,
                isConverged: exact.outcome.ending == .converged, validation: best.judgement, isBest: true)
            observe(.probe(records[index]))
        }
        return summary(best.probe, best.judgement, records, start: start, evaluations: evaluations)
    }

    private func summary(
        _ probe: LinearProbe, _ judgement: Judgement?, _ records: [ProbeRecord],
        start: ContinuousClock.Instant, evaluations: Int
    ) -> TrainingSummary {
        var state = TrainerState()
        state.curve = probe.outcome.iterations.map {
            StepRecord(step: $0.number, loss: $0.value, learningRate: $0.stepLength, gradientNorm: $0.largestSlope)
        }
        state.step = state.curve.count
        state.epoch = 1
        state.seconds = start.duration(to: .now).seconds
        state.examples = classification.training.count * evaluations
        state.epochs = [
            EpochRecord(epoch: 1, trainingLoss: probe.outcome.value, validation: judgement, isBest: true)
        ]
        if judgement != nil { state.bestStep = state.step }
        var summary = TrainingSummary(state, ending: .complete)
        summary.probe = records
        return summary
    }
}

extension LBFGS {
    /// A tolerance that suffices to select the best strength.
    static var rough: LBFGS { LBFGS(gradientTolerance: 1e-5) }
    /// A tolerance so small that only the last digits of probabilities would change.
    static var fine: LBFGS { LBFGS(gradientTolerance: 1e-6) }
}

extension ClassificationSubject {
    /// The input of the output layer for each row: the activation of the head's dense layer, without dropout.
    ///
    /// - Throws: `FledgeError` if a feature is not a finite number.
    func headFeatures(_ examples: ClassificationExamples) throws -> FeatureMatrix {
        guard case .firstTokens(let values, let width) = examples.input else {
            preconditionFailure("a probe is fitted on features")
        }
        let features = model.headFeatures(values, width: width, team: .shared)
        if let place = features.firstIndex(where: { !$0.isFinite }) {
            throw FledgeError(
                .data, at: self.place(of: place / width), "a feature of this row is not a finite number",
                advice: "the checkpoint is damaged: download it again")
        }
        return FeatureMatrix(values: features, width: width)
    }

    /// Copies the weights of a probe into the model's output layer.
    func setOutputLayer(_ probe: LinearProbe) {
        let (weights, biases) = probe.head(classCount: labels.names.count)
        for (index, numbers) in zip(outputParameters, [weights.flatMap(\.self), biases]) {
            let values = parameters.values(index)
            for position in values.indices { values[position] = Float(numbers[position]) }
        }
    }

    /// The weight and the bias of the output layer.
    private var outputParameters: [ParameterLayout.Index] {
        let layer = model.encoder.configuration.family.classificationHead.outputName
        return ["weight", "bias"].compactMap { parameters.layout.index(of: "\(layer).\($0)") }
    }

    /// The number of elements of the output layer.
    fileprivate var outputParameterCount: Int { outputParameters.reduce(0) { $0 + parameters.layout[$1].count } }
}

extension PreparedSubject {
    /// The number of elements of the output layer, the only part that a probe fits.
    var outputParameterCount: Int {
        guard case .wholeTexts(let subject) = kind else { return 0 }
        return subject.outputParameterCount
    }
}

extension SequenceClassificationModel {
    private static let rowsAtOnce = 1024

    /// The output of the head's dense layer and its activation for the hidden states of first tokens, `[rows, width]`.
    func headFeatures(_ first: [Float], width: Int, team: ThreadTeam) -> [Float] {
        let arena = Arena()
        let rowCount = first.count / width
        var features: [Float] = []
        features.reserveCapacity(first.count)
        for start in stride(from: 0, to: rowCount, by: Self.rowsAtOnce) {
            arena.reset()
            let rows = start..<min(start + Self.rowsAtOnce, rowCount)
            let input = ClassificationExamples.matrix(rows, of: first, width: width, arena)
            let context = PassContext(parameters: parameters, packed: nil, arena: arena, team: team)
            features.append(contentsOf: head.forward(input, context).saved.activated.elements)
        }
        return features
    }
}
