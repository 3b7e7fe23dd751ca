import Encoders
import Optimization
import TaskHeads
import TensorKernels
import TestSupport

/// The training recipe of the recorded runs.
struct RecordedTraining {
    let learningRate: Double
    let warmupSteps: Int
    /// The number of batches per optimizer step.
    var accumulation = 1
    /// The norm to which gradients are clipped; `nil` for no clipping.
    var maximumNorm: Double? = 1

    /// The values recorded for each optimizer step.
    struct Record {
        var batchLosses: [Double] = []
        var losses: [Double] = []
        var learningRates: [Double] = []
        var gradientNorms: [Double] = []
    }

    /// Trains the model over all batches in order.
    func run(_ model: SequenceClassificationModel, _ batches: [LabelledBatch]) -> Record {
        let team = ThreadTeam.shared
        let arena = Arena()
        let gradients = GradientStore(layout: model.parameters.layout) { _ in true }
        let context = PassContext(parameters: model.parameters, gradients: gradients, arena: arena, team: team)
        let optimizer = AdamW(groups: ParameterGroup.decayed(by: 0.01, in: gradients), gradients: gradients)
        let stepCount = batches.count / accumulation
        let schedule = LearningRateSchedule(
            .linear, peak: learningRate, warmupSteps: warmupSteps, totalSteps: stepCount)
        var record = Record()
        for step in 0..<stepCount {
            var loss = 0.0
            for example in batches[step * accumulation..<(step + 1) * accumulation] {
                arena.reset()
                let share = model.addGradients(
                    example.batch, labels: example.labels, weight: example.weight / Double(accumulation), context)
                record.batchLosses.append(share * Double(accumulation))
                loss += share
            }
            let norm = GradientClipping.norm(gradients, on: team)
            let rate = schedule.learningRate(step: step)
            optimizer.step(
                model.parameters, gradients, learningRate: Float(rate),
                gradientScale: maximumNorm.map { GradientClipping.scale(norm: norm, maximum: $0) } ?? 1, on: team)
            record.losses.append(loss)
            record.learningRates.append(rate)
            record.gradientNorms.append(norm)
        }
        return record
    }
}

extension RecordedTraining.Record {
    /// The largest relative errors compared with a recorded run.
    func errors(
        against recorded: RecordedTensors, prefix: String = ""
    ) throws -> (loss: Double, learningRate: Double, gradientNorm: Double) {
        func largest(_ measured: [Double], _ name: String) throws -> Double {
            let expected = try recorded.floats(prefix + name).map(Double.init)
            guard measured.count == expected.count else { return .infinity }
            return zip(measured, expected).map { $0 == $1 ? 0 : relativeError($0, $1) }.max() ?? .infinity
        }
        return (
            try largest(losses, "loss"), try largest(learningRates, "learning_rate"),
            try largest(gradientNorms, "gradient_norm")
        )
    }
}
