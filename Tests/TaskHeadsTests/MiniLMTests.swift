import Checkpoints
import Encoders
import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// The real checkpoint with a head of formula weights, compared with the reference's gradients and training;
/// Tests/Fixtures/Encoder/minilm.json has the formulas.
@Suite(.serialized)
struct MiniLMTests {
    private let recorded: RecordedTensors
    private let model: SequenceClassificationModel

    init() throws {
        recorded = try RecordedTensors(fixture: "Encoder/minilm.safetensors")
        var generator = SeededGenerator(1)
        model = try SequenceClassificationModel(
            pretrained: MiniLM.directory(), labels: ["0", "1"], using: &generator)
        let index = try #require(model.parameters.layout.index(of: "classifier.weight"))
        let weights = model.parameters.values(index)
        for element in weights.indices { weights[element] = Float(0.02 * sin(Double(element + 1))) }
    }

    @Test func `only the classifier is new`() {
        #expect(model.report.newlyInitialised == ["classifier.weight", "classifier.bias"])
    }

    @Test func `logits and loss are those of the reference`() throws {
        let example = try LabelledBatch(recorded, prefix: "classification.")
        let context = PassContext(parameters: model.parameters, arena: Arena(), team: .shared)
        let logits = model.logits(example.batch, context)
        #expect(try largestDifference(logits.elements, recorded.floats("classification.logits")) <= 2e-6)
        let loss = CrossEntropy.loss(logits, labels: example.labels, weight: example.weight)
        #expect(try abs(loss - Double(recorded.floats("classification.loss")[0])) <= 1e-6)
    }

    @Test func `every gradient is that of the reference`() throws {
        let (loss, gradients) = try model.gradients(LabelledBatch(recorded, prefix: "classification."))
        #expect(try abs(loss - Double(recorded.floats("classification.loss")[0])) <= 1e-6)
        let names = Set(gradients.keys.map { "check." + model.recordedName($0) })
        #expect(names == Set(recorded.names.filter { $0.hasPrefix("check.") }))
        for (name, gradient) in gradients {
            let recordedName = model.recordedName(name)
            if name.hasSuffix("key.bias") {
                #expect(try largestDifference(gradient, recorded.floats("grad.\(recordedName)")) <= 1e-8, "\(name)")
                continue
            }
            // A mean and a dot product are sums of many terms of either sign: their errors are small relative to the
            // norm.
            let expected = try recorded.floats("check.\(recordedName)").map(Double.init)
            let (norm, mean, product) = Self.summary(gradient)
            #expect(relativeError(norm, expected[0]) <= 1e-4, "\(name)")
            #expect(abs(mean - expected[1]) * Double(gradient.count).squareRoot() <= 1e-4 * expected[0], "\(name)")
            #expect(abs(product - expected[2]) <= 1e-4 * expected[0], "\(name)")
            if gradient.count <= 1536 {
                let comparison = try VectorComparison(gradient, recorded.floats("grad.\(recordedName)"))
                #expect(comparison.relativeNormError <= 1e-4, "\(name)")
                #expect(comparison.cosine >= 0.99999, "\(name)")
            }
        }
    }

    /// The norm, the mean, and the dot product with the formula's vector.
    private static func summary(_ gradient: [Float]) -> (norm: Double, mean: Double, product: Double) {
        var (squares, sum, product) = (0.0, 0.0, 0.0)
        for (index, element) in gradient.enumerated() where element != 0 {
            let value = Double(element)
            squares += value * value
            sum += value
            product += value * cos(0.37 * Double(index + 1))
        }
        return (squares.squareRoot(), sum / Double(gradient.count), product)
    }

    @Test func `fifty steps of training go as those of the reference`() throws {
        let batches = try recorded.batches(prefix: "training.").map {
            try LabelledBatch(recorded, prefix: "training.", sequences: $0)
        }
        try #require(batches.count == 50)
        let record = RecordedTraining(learningRate: 5e-5, warmupSteps: 3).run(model, batches)
        let errors = try record.errors(against: recorded, prefix: "training.")
        #expect(errors.loss <= 1e-4)
        #expect(errors.learningRate <= 1e-6)
        #expect(errors.gradientNorm <= 1e-4)
    }
}
