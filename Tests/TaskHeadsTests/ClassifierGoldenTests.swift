import Encoders
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct ClassifierGoldenTests {
    static let models = ["bert-2-layers", "bert-3-labels"]
    static let families = [
        "bert-gelu-new", "bert-relu", "bert-silu", "distilbert", "electra", "electra-projected", "mpnet",
    ]

    private func golden(_ name: String) throws -> RecordedTensors {
        try RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors")
    }

    @Test(arguments: models)
    func `pooler output, logits and loss are those of the reference`(name: String) throws {
        let recorded = try golden(name)
        let example = try LabelledBatch(recorded)
        let model = try SequenceClassificationModel(fixture: name)
        let context = PassContext(parameters: model.parameters, arena: Arena(), team: .shared)
        let first = model.encoder.forward(example.batch, context, tokens: .first)
        let (logits, saved) = model.head.forward(first, context)
        #expect(try largestDifference(saved.activated.elements, recorded.floats("pooler_output")) <= 2e-5)
        #expect(try largestDifference(logits.elements, recorded.floats("logits")) <= 2e-5)
        #expect(Array(model.logits(example.batch, context).elements) == Array(logits.elements))
        let loss = CrossEntropy.loss(logits, labels: example.labels, weight: example.weight)
        #expect(try abs(loss - Double(recorded.floats("loss")[0])) <= 2e-5)
    }

    @Test func `an encoder with a pooler gives the reference's pooler output under a new head`() throws {
        let recorded = try golden("bert-old-names")
        let batch = try TokenBatch(recorded.sequences())
        var generator = SeededGenerator(1)
        let model = try SequenceClassificationModel(
            pretrained: Fixtures.path("Encoder/bert-old-names"), labels: ["a", "b", "c"], using: &generator)
        let context = PassContext(parameters: model.parameters, arena: Arena(), team: .shared)
        let first = model.encoder.forward(batch, context, tokens: .first)
        let pooled = model.head.forward(first, context).saved.activated
        #expect(try largestDifference(pooled.elements, recorded.floats("pooler_output")) <= 2e-5)
    }

    @Test(arguments: families)
    func `logits and loss of every family are those of the reference`(name: String) throws {
        let recorded = try golden(name)
        let example = try LabelledBatch(recorded)
        let model = try SequenceClassificationModel(fixture: name)
        let context = PassContext(parameters: model.parameters, arena: Arena(), team: .shared)
        let logits = model.logits(example.batch, context)
        #expect(try largestDifference(logits.elements, recorded.floats("logits")) <= 2e-5)
        let loss = CrossEntropy.loss(logits, labels: example.labels, weight: example.weight)
        #expect(try abs(loss - Double(recorded.floats("loss")[0])) <= 2e-5)
    }

    @Test(arguments: models + families)
    func `every gradient is that of the reference`(name: String) throws {
        let recorded = try golden(name)
        let model = try SequenceClassificationModel(fixture: name)
        let (loss, gradients) = try model.gradients(LabelledBatch(recorded))
        #expect(try relativeError(loss, Double(recorded.floats("loss")[0])) <= 1e-5)
        try expectGradients(gradients, recorded, recordedName: model.recordedName)
    }

    struct Run: Sendable, CustomTestStringConvertible {
        let file: String, accumulation: Int, maximumNorm: Double?
        var testDescription: String { file }
    }

    static let runs = [
        Run(file: "training", accumulation: 1, maximumNorm: 1),
        Run(file: "training-accumulated", accumulation: 2, maximumNorm: 1),
        Run(file: "training-unclipped", accumulation: 1, maximumNorm: nil),
    ]

    @Test(arguments: models, runs)
    func `training goes as that of the reference`(name: String, run: Run) throws {
        let recorded = try RecordedTensors(fixture: "Encoder/\(name)/\(run.file).safetensors")
        let examples = try RecordedTensors(fixture: "Encoder/\(name)/batches.safetensors")
        let batches = try examples.batches().map { try LabelledBatch(examples, sequences: $0) }
        let model = try SequenceClassificationModel(fixture: name)
        let training = RecordedTraining(
            learningRate: 1e-3, warmupSteps: batches.count / run.accumulation / 10, accumulation: run.accumulation,
            maximumNorm: run.maximumNorm)
        let record = training.run(model, batches)

        let errors = try record.errors(against: recorded)
        #expect(errors.loss <= 1e-4)
        #expect(errors.learningRate <= 1e-6)
        #expect(errors.gradientNorm <= 2e-4)
        let batchLosses = try recorded.floats("batch_loss").map(Double.init)
        #expect(largestDifference(record.batchLosses, batchLosses) <= 5e-5)
        for index in model.parameters.layout.indices {
            let name = model.parameters.layout[index].name
            // AdamW amplifies the noise of these gradients, which are mathematically zero, to the size of the learning
            // rate.
            if isKeyBias(name) { continue }
            let expected = try recorded.floats("trained." + model.recordedName(name))
            #expect(largestDifference(model.parameters.values(index), expected) <= 1e-5, "\(name)")
        }
    }
}
