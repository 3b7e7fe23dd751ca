import Encoders
import TaskHeads
import TensorKernels
import TestSupport
import Testing

struct PartialTrainingTests {
    private let model: SequenceClassificationModel
    private let example: LabelledBatch

    init() throws {
        model = try SequenceClassificationModel(fixture: "bert-3-labels")
        example = try LabelledBatch(RecordedTensors(fixture: "Encoder/bert-3-labels/golden.safetensors"))
    }

    /// Expects the gradients of exactly these parameters, equal to those of full training.
    private func expectGradients(of isTrainable: (String) -> Bool) {
        let (loss, gradients) = model.gradients(example, isTrainable: isTrainable)
        let (fullLoss, all) = model.gradients(example)
        #expect(abs(loss - fullLoss) <= 1e-7)
        #expect(Set(gradients.keys) == Set(all.keys.filter(isTrainable)))
        for (name, gradient) in gradients {
            #expect(largestDifference(gradient, all[name] ?? []) <= 1e-6, "\(name)")
        }
    }

    @Test(arguments: -1...3)
    func `the top layers alone have the gradients of full training`(lowest: Int) {
        expectGradients { (model.encoder.configuration.layer(ofParameter: $0) ?? 3) >= lowest }
    }

    @Test func `layers in between may be frozen`() {
        expectGradients { model.encoder.configuration.layer(ofParameter: $0) != 1 }
        expectGradients { model.encoder.configuration.layer(ofParameter: $0) == 1 }
        expectGradients { $0 == "embeddings.position_embeddings.weight" }
        expectGradients { $0.hasSuffix("intermediate.dense.weight") }
        expectGradients { $0 == "classifier.bias" }
        // One or two of the layers that are computed together.
        for part in ["query", "key", "value"] {
            expectGradients { $0.hasSuffix("attention.self.\(part).weight") }
            expectGradients { $0.contains("attention.self") && !$0.contains(part) }
        }
    }

    @Test func `a frozen encoder may be run once and its head trained on the first tokens`() {
        let store = GradientStore(layout: model.parameters.layout) {
            EncoderFamily.bert.classificationHead.contains(parameter: $0.name)
        }
        let context = PassContext(parameters: model.parameters, gradients: store, arena: Arena(), team: .shared)
        let first = model.encoder.forward(example.batch, context, tokens: .first)
        let (loss, firstGradient) = model.addHeadGradients(first, stopping: true, context) {
            CrossEntropy.loss($0, labels: example.labels, weight: example.weight, gradient: $1)
        }
        let (fullLoss, all) = model.gradients(example)
        #expect(firstGradient == nil)
        #expect(abs(loss - fullLoss) <= 1e-7)
        let gradients = store.byName
        let head = ["classifier.bias", "classifier.weight", "pooler.dense.bias", "pooler.dense.weight"]
        #expect(gradients.keys.sorted() == head)
        for (name, gradient) in gradients {
            #expect(largestDifference(gradient, all[name] ?? []) <= 1e-6, "\(name)")
        }
    }

    @Test func `gradients of several batches add up`() {
        let store = GradientStore(layout: model.parameters.layout) { _ in true }
        let arena = Arena()
        let context = PassContext(parameters: model.parameters, gradients: store, arena: arena, team: .shared)
        let losses = (1...2).map { number in
            arena.reset()
            return model.addGradients(
                example.batch, labels: example.labels, weight: Double(number) * example.weight, context)
        }
        let (loss, once) = model.gradients(example)
        #expect(largestDifference(losses, [loss, 2 * loss]) <= 1e-6)
        for (name, gradient) in store.byName {
            #expect(largestDifference(gradient, once[name]?.map { 3 * $0 } ?? []) <= 2e-5, "\(name)")
        }
    }
}
