import Datasets
import Encoders
import Entities
import Evaluation
import Inference
import TaskHeads
import TensorKernels

/// A named-entity recognizer with its texts.
struct EntitySubject: TrainingSubject {
    let model: TokenClassificationModel
    let training: EntityExamples
    let validation: EntityExamples?
    /// The loss per word, which a model without a conditional random field is trained with.
    let loss: any TaskLoss

    var encoder: TransformerEncoder { model.encoder }
    var parameters: ParameterStore { model.parameters }
    var tokenCounts: [Int] { training.tokenCounts }

    func mass(of rows: [Int]) -> Double {
        let tags = rows.flatMap { training.rows[$0].tags }
        return model.field == nil ? loss.totalWeight(of: .classes(tags)) : Double(tags.count)
    }

    func place(of row: Int) -> String {
        let text = training.texts[training.rows[row].text]
        return "\(text.path):\(text.content.line)"
    }

    func addGradients(
        of rows: ArraySlice<Int>, weight: Double, epoch: Int, _ context: PassContext
    ) throws -> Double {
        var batch = TokenBatch()
        var (tokens, tags, sequences): ([Int], [Int], [Range<Int>]) = ([], [], [])
        for row in rows.map({ training.rows[$0] }) {
            let first = batch.tokenCount
            batch.append(ids: row.ids)
            sequences.append(tokens.count..<tokens.count + row.tokens.count)
            tokens += row.tokens.map { first + $0 }
            tags += row.tags
        }
        return model.addGradients(batch, rows: tokens, context) { logits, gradient in
            guard let field = model.field else {
                return loss.loss(logits, targets: .classes(tags), weight: weight, gradient: gradient)
            }
            return field.loss(
                logits, sequences: sequences, tags: tags, weight: weight, gradient: gradient, context)
        }
    }

    func judge(
        packed: PackedWeights?, team: ThreadTeam, observe: (TrainingEvent) -> Void, shouldStop: () -> Bool
    ) throws -> Judgement? {
        guard let validation else { return nil }
        let passes = SequencePasses(parameters: model.parameters, packed: packed, team: team)
        return try EntityAnswers(model, to: validation, passes, observe: observe, shouldStop: shouldStop).judgement()
    }
}
