import Checkpoints
import Encoders
import Foundation
import InputOutput
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct DropoutGradientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let fixture: String
        /// The names of the dropout settings for hidden states, attention and the classifier's layers.
        let settings: [String]
        var testDescription: String { fixture }
    }

    static let bert = Case(
        fixture: "bert-2-layers",
        settings: ["hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout"])
    static let cases = [
        bert, Case(fixture: "electra-projected", settings: bert.settings),
        Case(fixture: "mpnet", settings: bert.settings),
        Case(fixture: "distilbert", settings: ["dropout", "attention_dropout", "seq_classif_dropout"]),
    ]

    /// A recorded classifier with dropout everywhere.
    private func model(_ example: Case = bert) throws -> SequenceClassificationModel {
        let (source, copy) = (Fixtures.path("Encoder/\(example.fixture)"), try TemporaryDirectory())
        var configuration = try ModelConfiguration(directory: source)
        for (name, share) in zip(example.settings, [0.1, 0.2, 0.3]) { configuration.values[name] = .number(share) }
        try configuration.write(to: "\(copy.path)/config.json")
        try copy.write("model.safetensors", Data(contentsOf: URL(fileURLWithPath: "\(source)/model.safetensors")))
        return try SequenceClassificationModel(ModelDirectory(copy.path))
    }

    @Test(arguments: cases)
    func `with dropout the loss grows along each parameter's gradient by its length`(example: Case) throws {
        let model = try model(example)
        let example = try LabelledBatch(RecordedTensors(fixture: "Encoder/\(example.fixture)/golden.safetensors"))
        let arena = Arena()
        // A key whose masks leave no rectified unit near its kink, where finite differences fail.
        let key: UInt64 = 24
        let store = GradientStore(layout: model.parameters.layout) { _ in true }
        let training = PassContext(
            parameters: model.parameters, gradients: store, arena: arena, team: .shared, dropoutKey: key)
        let trainingLoss = model.addGradients(
            example.batch, labels: example.labels, weight: example.weight, training)
        func loss() -> Double {
            arena.reset()
            let context = PassContext(parameters: model.parameters, arena: arena, team: .shared, dropoutKey: key)
            return CrossEntropy.loss(
                model.logits(example.batch, context), labels: example.labels, weight: example.weight)
        }
        #expect(abs(loss() - trainingLoss) <= 1e-6)

        for index in model.parameters.layout.indices {
            let name = model.parameters.layout[index].name
            if isKeyBias(name) { continue }
            let values = model.parameters.values(index)
            let start = values.map { $0 }
            let gradient = (store.byName[name] ?? []).map(Double.init)
            let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            func slope(_ distance: Double) -> Double {
                let ends = [distance, -distance].map { distance in
                    for element in start.indices {
                        values[element] = Float(Double(start[element]) + distance * gradient[element] / length)
                    }
                    return loss()
                }
                return (ends[0] - ends[1]) / (2 * distance)
            }
            // Where the loss is steep, it is also curved, so steps are shorter there.
            let step = 0.02 / (1 + 2 * length)
            let numerical = (4 * slope(step) - slope(2 * step)) / 3
            _ = values.update(from: start)
            // Rounding of the loss alone changes a slope by about 1e-6.
            #expect(abs(numerical - length) <= 1e-3 * length + 1e-5, "\(name)")
        }
    }

    @Test func `without a key nothing is dropped`() throws {
        let example = try LabelledBatch(RecordedTensors(fixture: "Encoder/bert-2-layers/golden.safetensors"))
        let (loss, gradients) = try model().gradients(example)
        let (plainLoss, plainGradients) = try SequenceClassificationModel(fixture: "bert-2-layers").gradients(example)
        #expect(abs(loss - plainLoss) <= 1e-7)
        #expect(gradients.keys == plainGradients.keys)
        for (name, gradient) in gradients {
            #expect(largestDifference(gradient, plainGradients[name] ?? []) <= 1e-6, "\(name)")
        }
    }
}
