import Encoders
import TaskHeads
import TensorKernels
import TestSupport
import Testing

/// Gradients in reduced precision, from recomputed activations, and on several threads.
struct PrecisionGradientTests {
    static let fixtures = ["bert-2-layers", "distilbert", "electra", "electra-projected", "mpnet"]

    private struct Run {
        var precision = Precision.fp32
        var threads = 1
        var recomputesLayers = false
        var dropoutKey: UInt64?

        /// The loss and all gradients of a recorded batch.
        func gradients(_ fixture: String) throws -> (loss: Double, gradients: [String: [Float]]) {
            let model = try SequenceClassificationModel(fixture: fixture)
            let example = try LabelledBatch(RecordedTensors(fixture: "Encoder/\(fixture)/golden.safetensors"))
            let team = ThreadTeam(count: threads)
            let store = GradientStore(layout: model.parameters.layout) { _ in true }
            let packed = PackedWeights(
                precision, model.encoder.shapes, of: model.parameters, isTrained: true, on: team)
            var context = PassContext(
                parameters: model.parameters, gradients: store, packed: packed, arena: Arena(), team: team,
                dropoutKey: dropoutKey)
            context.recomputesLayers = recomputesLayers
            let loss = model.addGradients(
                example.batch, labels: example.labels, weight: example.weight, context)
            return (loss, store.byName)
        }
    }

    @Test(arguments: fixtures)
    func `gradients in bf16 point where those in fp32 do`(fixture: String) throws {
        let exact = try Run().gradients(fixture)
        let rounded = try Run(precision: .bf16).gradients(fixture)
        #expect(abs(exact.loss - rounded.loss) <= 2e-2 * exact.loss)
        #expect(exact.loss != rounded.loss)
        func joined(_ gradients: [String: [Float]]) -> [Double] {
            gradients.keys.sorted().flatMap { gradients[$0] ?? [] }.map { Double($0) }
        }
        let all = VectorComparison(joined(rounded.gradients), joined(exact.gradients))
        #expect(all.cosine >= 0.999)
        #expect(all.relativeNormError <= 0.05)
    }

    @Test(arguments: fixtures, [Precision.fp32, .bf16])
    func `recomputed activations give the same bits`(fixture: String, precision: Precision) throws {
        let kept = try Run(precision: precision, dropoutKey: 7).gradients(fixture)
        let recomputed = try Run(precision: precision, recomputesLayers: true, dropoutKey: 7).gradients(fixture)
        #expect(kept.loss == recomputed.loss)
        #expect(kept.gradients == recomputed.gradients)
    }

    @Test(arguments: fixtures, [Precision.fp32, .bf16])
    func `the number of threads changes no bit`(fixture: String, precision: Precision) throws {
        let alone = try Run(precision: precision, threads: 1, dropoutKey: 7).gradients(fixture)
        for threads in [2, 3, 5] {
            let together = try Run(precision: precision, threads: threads, dropoutKey: 7).gradients(fixture)
            #expect(alone.loss == together.loss, "\(threads) threads")
            for (name, gradient) in alone.gradients {
                #expect(together.gradients[name] == gradient, "\(name) on \(threads) threads")
            }
        }
    }
}
