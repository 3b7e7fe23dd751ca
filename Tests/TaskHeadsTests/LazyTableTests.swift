import Encoders
import Optimization
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// Training with tables whose rows are updated when they are read, compared with updates of whole tables.
struct LazyTableTests {
    private static let tables = ["word_embeddings", "position_embeddings", "token_type_embeddings"].map {
        "embeddings.\($0).weight"
    }

    @Test(arguments: ["bert-2-layers", "mpnet", "electra-projected"])
    func `a batch touches the rows of its tokens`(name: String) throws {
        let recorded = try RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors")
        let example = try LabelledBatch(recorded)
        let model = try SequenceClassificationModel(fixture: name)
        let store = GradientStore(layout: model.parameters.layout) { _ in true }
        let context = PassContext(parameters: model.parameters, gradients: store, arena: Arena(), team: .shared)
        _ = model.addGradients(example.batch, labels: example.labels, weight: example.weight, context)
        let word = model.encoder.embeddings.word
        #expect(store.touchedRows(of: word) == Set(example.batch.ids).sorted())
        for index in store.layout.indices where store.layout[index].isTable {
            let touched = Set(store.touchedRows(of: index).map(Int.init))
            let (rows, columns) = (store.layout[index].shape[0], store.layout[index].shape[1])
            let start = try #require(store.pointer(index))
            for row in 0..<rows {
                let isZero = (0..<columns).allSatisfy { start[row * columns + $0] == 0 }
                #expect(isZero == !touched.contains(row), "\(store.layout[index].name), row \(row)")
            }
        }
        #expect(store.layout.entries.filter(\.isTable).map(\.name).allSatisfy(Self.tables.contains))
    }

    /// Trains over recorded batches; optionally declares all tables touched before each update.
    private func train(_ name: String, touchingAll: Bool) throws -> (losses: [Double], bits: [UInt32]) {
        let examples = try RecordedTensors(fixture: "Encoder/\(name)/batches.safetensors")
        let batches = try examples.batches().map { try LabelledBatch(examples, sequences: $0) }
        let model = try SequenceClassificationModel(fixture: name)
        let layout = model.parameters.layout
        let gradients = GradientStore(layout: layout) { _ in true }
        let optimizer = AdamW(groups: ParameterGroup.decayed(by: 0.1, in: gradients), gradients: gradients)
        let context = PassContext(parameters: model.parameters, gradients: gradients, arena: Arena(), team: .shared)
        var losses: [Double] = []
        for (step, example) in batches.enumerated() {
            context.arena.reset()
            losses.append(
                model.addGradients(example.batch, labels: example.labels, weight: example.weight, context))
            if touchingAll {
                for index in layout.indices where layout[index].isTable { gradients.touchAll(of: index) }
            }
            let norm = GradientClipping.norm(gradients, on: .shared)
            optimizer.step(
                model.parameters, gradients, learningRate: Float(step) * 1e-3,
                gradientScale: GradientClipping.scale(norm: norm, maximum: 1), on: .shared)
        }
        let bits = layout.indices.flatMap { model.parameters.values($0).map(\.bitPattern) }
        return (losses, bits)
    }

    @Test(arguments: ["bert-2-layers", "bert-3-labels"])
    func `losses and trained parameters have the bits of whole updates`(name: String) throws {
        let (lazy, whole) = (try train(name, touchingAll: false), try train(name, touchingAll: true))
        #expect(lazy.losses == whole.losses)
        #expect(lazy.bits == whole.bits)
    }

    @Test func `the decoder of masks touches all of the word embeddings`() throws {
        let directory = Fixtures.path("Encoder/bert-masked-language-model")
        let recorded = try RecordedTensors(fixture: "Encoder/bert-masked-language-model/golden.safetensors")
        let model = try MaskedLanguageModel(directory: directory)
        let store = GradientStore(layout: model.parameters.layout) { _ in true }
        let context = PassContext(parameters: model.parameters, gradients: store, arena: Arena(), team: .shared)
        let batch = try TokenBatch(recorded.sequences())
        _ = model.addGradients(batch, targets: [.init(token: 1, id: 5)], weight: 1, context)
        let rowCount = model.encoder.configuration.vocabularySize
        #expect(store.touchedRows(of: model.encoder.embeddings.word).count == rowCount)
        #expect(store.touchedRows(of: try #require(model.parameters.layout.index(of: Self.tables[1]))).count < 64)
    }
}
