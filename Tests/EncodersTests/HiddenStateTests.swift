import Encoders
import TensorKernels
import TestSupport
import Testing

struct HiddenStateTests {
    static let models = [
        "bert-2-layers", "bert-3-labels", "bert-without-pooler", "bert-old-names", "bert-gelu-new", "bert-relu",
        "bert-silu", "distilbert", "electra", "electra-projected", "mpnet",
    ]

    @Test(arguments: models)
    func `all hidden states are those of the reference`(name: String) throws {
        let recorded = try RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors")
        let model = try EncoderModel(fixture: name)
        let states = try model.hiddenStates(TokenBatch(recorded.sequences()))
        #expect(states.count == recorded.names.count { $0.hasPrefix("hidden.") })
        for (layer, state) in states.enumerated() {
            #expect(try largestDifference(state, recorded.floats("hidden.\(layer)")) <= 2e-5, "layer \(layer)")
        }
    }

    @Test(arguments: models)
    func `a text's result does not depend on its neighbours`(name: String) throws {
        let sequences = try RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors").sequences()
        let model = try EncoderModel(fixture: name)
        let together = model.hiddenStates(TokenBatch(sequences))
        let alone = sequences.map { model.hiddenStates(TokenBatch([$0])) }
        let backwards = model.hiddenStates(TokenBatch(sequences.reversed()))
        for layer in together.indices {
            #expect(largestDifference(alone.flatMap { $0[layer] }, together[layer]) <= 1e-5)
            let firstOfBackwards = backwards[layer].prefix(alone.last?[layer].count ?? 0)
            #expect(largestDifference(firstOfBackwards, alone.last?[layer] ?? []) <= 1e-5)
        }
    }

    @Test(arguments: models)
    func `the pass for training gives the same hidden states`(name: String) throws {
        let batch = try TokenBatch(RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors").sequences())
        let model = try EncoderModel(fixture: name)
        for lowest in -1...model.encoder.configuration.layerCount {
            let gradients = GradientStore(layout: model.parameters.layout) {
                (model.encoder.configuration.layer(ofParameter: $0.name) ?? -1) >= lowest
            }
            let context = PassContext(
                parameters: model.parameters, gradients: gradients, arena: Arena(), team: .shared)
            let (hidden, saved) = model.encoder.forwardForTraining(batch, context)
            #expect(largestDifference(hidden.elements, model.hiddenStates(batch).last ?? []) <= 1e-5)
            #expect(saved.isFrozen == (lowest == model.encoder.configuration.layerCount))
        }
    }

    /// Tokens that are not wanted are left out of the last layer, without any change to the outputs of the others and
    /// to their gradients.
    @Test(arguments: models, [false, true])
    func `wanted tokens are as among all`(name: String, recomputes: Bool) throws {
        let batch = try TokenBatch(RecordedTensors(fixture: "Encoder/\(name)/golden.safetensors").sequences())
        let model = try EncoderModel(fixture: name)
        let rows = (0..<batch.tokenCount).filter { $0 % 3 != 1 }
        func pass(_ tokens: TransformerEncoder.Tokens) -> (hidden: [[Float]], gradients: [[Float]]) {
            let store = GradientStore(layout: model.parameters.layout) { _ in true }
            var context = PassContext(
                parameters: model.parameters, gradients: store, arena: Arena(), team: .shared)
            context.recomputesLayers = recomputes
            let (hidden, saved) = model.encoder.forwardForTraining(batch, context, tokens: tokens)
            let states = (0..<hidden.rows).map { Array(hidden.rows($0..<$0 + 1).elements) }
            // The gradient of a token is found by its index, and is 0 if the token is not wanted.
            let gradient = context.arena.matrix(rows: hidden.rows, columns: hidden.columns)
            let numbers = hidden.rows == rows.count ? rows : Array(0..<batch.tokenCount)
            for (row, number) in numbers.enumerated() {
                for column in 0..<hidden.columns {
                    gradient.row(row)[column] = number % 3 == 1 ? 0 : Float((number * 7 + column) % 11 - 5) / 10
                }
            }
            model.encoder.backward(gradient, batch: batch, saved: saved, context)
            let gradients = store.layout.indices.map { index in
                Array(UnsafeBufferPointer(start: store.pointer(index), count: store.layout[index].count))
            }
            return (states, gradients)
        }
        let (all, some) = (pass(.all), pass(.these(rows)))
        #expect(largestDifference(some.hidden.joined(), rows.flatMap { all.hidden[$0] }) <= 1e-5)
        for (index, (one, other)) in zip(model.parameters.layout.indices, zip(some.gradients, all.gradients)) {
            let scale = max(other.map(abs).max() ?? 0, 1)
            #expect(
                largestDifference(one.map { $0 / scale }, other.map { $0 / scale }) <= 1e-4,
                "\(model.parameters.layout[index].name)")
        }
    }

    @Test func `dropout changes hidden states, and only its key decides how`() throws {
        let batch = try TokenBatch(RecordedTensors(fixture: "Encoder/bert-2-layers/golden.safetensors").sequences())
        let model = try EncoderModel(fixture: "bert-2-layers", hiddenDropout: 0.1, attentionDropout: 0.2)
        let passes: [(key: UInt64?, threads: Int)] = [(nil, 2), (1, 2), (1, 3), (2, 2)]
        let states = passes.map { key, threads in
            let context = PassContext(
                parameters: model.parameters, arena: Arena(), team: ThreadTeam(count: threads), dropoutKey: key)
            return Array(model.encoder.forward(batch, context).elements)
        }
        #expect(largestDifference(states[0], model.hiddenStates(batch).last ?? []) <= 1e-5)
        #expect(largestDifference(states[1], states[2]) <= 1e-5)
        #expect(largestDifference(states[0], states[1]) > 0.1)
        #expect(largestDifference(states[1], states[3]) > 0.1)
    }
}
