import Datasets
import Encoders
import Evaluation
import Inference
import TaskHeads
import TensorKernels

/// A classifier or a regression model with its rows.
struct ClassificationSubject: TrainingSubject {
    let model: SequenceClassificationModel
    let training: ClassificationExamples
    let validation: ClassificationExamples?
    let labels: TaskLabels
    let loss: any TaskLoss
    let recipe: TrainingRecipe
    /// Changes rows each time they are seen; `nil` leaves them unchanged.
    let augmenter: RowAugmenter?

    var encoder: TransformerEncoder { model.encoder }
    var parameters: ParameterStore { model.parameters }
    var tokenCounts: [Int] { training.tokenCounts }

    func mass(of rows: [Int]) -> Double { loss.totalWeight(of: training.targets.selecting(rows)) }

    func place(of row: Int) -> String {
        let place = training.places[row]
        return "\(place.path):\(place.line)"
    }

    func addGradients(
        of rows: ArraySlice<Int>, weight: Double, epoch: Int, _ context: PassContext
    ) throws -> Double {
        let rows = Array(rows)
        let targets = training.targets.selecting(rows)
        let teacher = training.teacherLogits.isEmpty ? nil : rows.map { training.teacherLogits[$0] }
        let lossOfLogits = { (logits: Matrix, gradient: Matrix) in
            loss.loss(logits, targets: targets, teacherLogits: teacher, weight: weight, gradient: gradient)
        }
        switch training.input {
        case .tokens(let encoded):
            var drawn = rows.map { encoded[$0] }
            if let augmenter { drawn = try augmenter.augmented(drawn, numbers: rows, epoch: epoch) }
            // R-Drop sees every row twice, with different dropout masks.
            if recipe.consistency > 0 { drawn += drawn }
            var batch = TokenBatch()
            for row in drawn { batch.append(ids: row.ids, typeIDs: row.typeIDs) }
            return model.addGradients(batch, dropoutSamples: recipe.dropoutSamples, context, loss: lossOfLogits)
        case .firstTokens(let values, let width):
            let first = ClassificationExamples.matrix(
                recipe.consistency > 0 ? rows + rows : rows, of: values, width: width, context.arena)
            return model.addHeadGradients(
                first, dropoutSamples: recipe.dropoutSamples, stopping: true, context, loss: lossOfLogits
            ).loss
        }
    }

    func judge(
        packed: PackedWeights?, team: ThreadTeam, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> Judgement? {
        guard let validation else { return nil }
        let logits = try validationLogits(packed: packed, team: team, observe: observe, shouldStop: shouldStop)
        return try Judgement(
            logits: logits, targets: validation.targets, numbers: validation.numbers, labels: labels)
    }

    /// The logits of the validation rows.
    func validationLogits(
        packed: PackedWeights?, team: ThreadTeam, observe: (TrainingEvent) -> Void = { _ in }, shouldStop: () -> Bool
    ) throws -> [[Float]] {
        guard let validation else { return [] }
        let passes = SequencePasses(parameters: model.parameters, packed: packed, team: team)
        return try validation.logits(
            model: model, passes, progress: { observe(.validating(done: $0, total: validation.count)) },
            shouldStop: shouldStop)
    }
}
