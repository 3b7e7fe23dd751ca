import Checkpoints
import Encoders
import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// The real checkpoint compared with the reference's results for 64 texts; Tests/Fixtures/Encoder/minilm.json has the
/// formulas.
@Suite(.serialized)
struct MiniLMTests {
    private let recorded: RecordedTensors
    private let directory: String
    private let model: EncoderModel

    init() throws {
        recorded = try RecordedTensors(fixture: "Encoder/minilm.safetensors")
        directory = try MiniLM.directory()
        model = try EncoderModel(directory: directory)
    }

    private func projections(_ states: [Float]) -> [Float] {
        let width = model.encoder.configuration.hiddenSize
        let vectors: [[Double]] = [1, 2].map { (number: Double) in
            (1...width).map { cos(0.7 * Double($0) * number) / Double(width).squareRoot() }
        }
        return stride(from: 0, to: states.count, by: width).flatMap { first in
            vectors.map { vector in
                var sum = 0.0
                for index in 0..<width { sum += vector[index] * Double(states[first + index]) }
                return Float(sum)
            }
        }
    }

    @Test func `hidden states of all layers and embeddings are those of the reference`() throws {
        let batch = try TokenBatch(recorded.sequences(prefix: "texts."))
        let arena = Arena()
        let context = PassContext(parameters: model.parameters, arena: arena, team: .shared)
        var states: [[Float]] = []
        let last = model.encoder.forward(batch, context) { _, hidden in states.append(Array(hidden.elements)) }

        try #require(states.count == 7)
        for (layer, state) in states.enumerated() {
            let expected = try recorded.floats("projection.\(layer)")
            #expect(largestDifference(projections(state), expected) <= 2e-5, "layer \(layer)")
        }
        let width = last.columns
        let rows = try recorded.floats("rows.values")
        let (layers, tokens) = (try recorded.integers("rows.layer"), try recorded.integers("rows.token"))
        for (row, (layer, token)) in zip(layers.map(Int.init), tokens.map(Int.init)).enumerated() {
            let measured = states[layer][token * width..<(token + 1) * width]
            let difference = largestDifference(measured, rows[row * width..<(row + 1) * width])
            #expect(difference <= 2e-5, "token \(token) of layer \(layer)")
        }

        let pooling = try SentencePooling(directory: directory)
        #expect(pooling == SentencePooling(mode: .mean, normalizes: true))
        let embeddings = PoolingMode.mean.pool(last, batch, arena: arena)
        embeddings.normalizeRows()
        #expect(try largestDifference(embeddings.elements, recorded.floats("texts.embeddings")) <= 2e-6)
    }

    @Test func `a text's result does not depend on its neighbours`() throws {
        let sequences = try recorded.sequences(prefix: "texts.").filter { $0.ids.count <= 128 }.suffix(8)
        let together = model.hiddenStates(TokenBatch(sequences)).last ?? []
        let alone = sequences.flatMap { model.hiddenStates(TokenBatch([$0])).last ?? [] }
        #expect(largestDifference(alone, together) <= 1e-5)
    }

    @Test func `the pooler is left out`() {
        #expect(model.report.knownUnused == ["embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight"])
        #expect(model.parameters.layout.parameterCount == 22_565_376)
    }
}
