import Encoders
import Foundation
import InputOutput
import Optimization
import TaskHeads
import TensorKernels
import TestSupport
import Testing
import Training

/// Low-rank adaptation compared with PEFT.
struct LowRankAdaptationTests {
    private static let base = "Encoder/bert-2-layers"
    private static let stepCount = 10

    private func recorded() throws -> RecordedTensors { try RecordedTensors(fixture: "Adapters/peft.safetensors") }

    /// The recorded training batches.
    private func batches() throws -> [(batch: TokenBatch, labels: [Int])] {
        let file = try RecordedTensors(fixture: "\(Self.base)/batches.safetensors")
        let (sequences, labels) = (try file.sequences(), try file.labels())
        return try file.batches().prefix(Self.stepCount).map { range in
            var batch = TokenBatch()
            for sequence in sequences[range] { batch.append(ids: sequence.ids, typeIDs: sequence.types) }
            return (batch, Array(labels[range]))
        }
    }

    private func context(_ model: SequenceClassificationModel, _ gradients: GradientStore? = nil) -> PassContext {
        PassContext(parameters: model.parameters, gradients: gradients, arena: Arena(), team: .shared)
    }

    /// Everything that is trained, with its recorded name and its memory.
    private struct Learning {
        let name: String
        let values: UnsafeMutableBufferPointer<Float>
        let gradient: UnsafeMutableBufferPointer<Float>
    }

    private func learning(_ store: ParameterStore, _ gradients: GradientStore, _ isWanted: (String) -> Bool)
        -> [Learning]
    {
        store.layout.indices.compactMap { index in
            guard let gradient = gradients.pointer(index), isWanted(store.layout[index].name) else { return nil }
            return Learning(
                name: store.layout[index].name, values: store.values(index),
                gradient: UnsafeMutableBufferPointer(start: gradient, count: store.layout[index].count))
        }
    }

    @Test func trainsAsPEFTDoes() throws {
        let recorded = try recorded()
        let model = try SequenceClassificationModel(ModelDirectory(Fixtures.path(Self.base)))
        let encoder = model.encoder.configuration
        var settings = LowRankAdaptation.Settings()
        (settings.rank, settings.alpha) = (4, 8)
        var generator = SeededGenerator(1)
        let adaptation = try LowRankAdaptation(settings, model: model, using: &generator)
        let layout = model.parameters.layout
        let adapted = Set(adaptation.adapters.pairs.map(\.weight))
        func isHead(_ name: String) -> Bool { encoder.layer(ofParameter: name) == nil }
        let gradients = GradientStore(layout: layout) { entry in
            isHead(entry.name) || layout.index(of: entry.name).map(adapted.contains) ?? false
        }
        let team = ThreadTeam.shared
        let learning =
            learning(model.parameters, gradients, isHead)
            + learning(adaptation.adapters.parameters, adaptation.gradients) { _ in true }
        #expect(Set(learning.map { "initial.\($0.name)" }) == Set(recorded.names.filter { $0.hasPrefix("initial.") }))
        for part in learning {
            let initial = try recorded.floats("initial.\(part.name)")
            try #require(initial.count == part.values.count)
            for index in initial.indices { part.values[index] = initial[index] }
        }
        adaptation.merge(into: model.parameters, on: team)
        let head = [true, false].map { decays in
            ParameterGroup(weightDecay: decays ? 0.01 : 0, in: gradients) {
                isHead($0.name) && ParameterGroup.decays($0.name) == decays
            }
        }
        let own = ParameterGroup(weightDecay: 0.01, in: adaptation.gradients) { _ in true }
        let optimizers = [
            AdamW(groups: head, gradients: gradients), AdamW(groups: [own], gradients: adaptation.gradients),
        ]
        let losses = try recorded.floats("loss")
        for (step, (batch, labels)) in try batches().enumerated() {
            let loss = model.addGradients(batch, context(model, gradients)) {
                CrossEntropy.loss($0, labels: labels, weight: 1 / Double(labels.count), gradient: $1)
            }
            #expect(abs(loss - Double(losses[step])) < 1e-5, "step \(step)")
            adaptation.takeGradients(from: gradients, on: team)
            for part in learning {
                let expected = try recorded.floats("gradient.\(step).\(part.name)")
                #expect(largestDifference(part.gradient, expected) < 1e-5, "gradient of \(part.name), step \(step)")
            }
            optimizers[0].step(model.parameters, gradients, learningRate: 1e-3, gradientScale: 1, on: team)
            optimizers[1].step(
                adaptation.adapters.parameters, adaptation.gradients, learningRate: 1e-3, gradientScale: 1, on: team)
            adaptation.merge(into: model.parameters, on: team)
            for part in learning {
                let expected = try recorded.floats("weight.\(step).\(part.name)")
                #expect(largestDifference(part.values, expected) < 1e-5, "\(part.name), step \(step)")
            }
        }
        let logits = Array(model.logits(try batches()[0].batch, context(model)).elements)
        #expect(largestDifference(logits, try recorded.floats("logits")) < 2e-5)
    }

    /// Adapters written by PEFT give the same logits.
    @Test func loadsWhatPEFTWrote() throws {
        let directory = try TemporaryDirectory()
        let source = Fixtures.path("Adapters/adapter")
        var configuration = try JSONValue(contentsOf: "\(source)/adapter_config.json").objectValue ?? [:]
        configuration["base_model_name_or_path"] = .string(Fixtures.path(Self.base))
        let text = String(decoding: try JSONEncoder().encode(JSONValue.object(configuration)), as: UTF8.self)
        try directory.write("adapter/adapter_config.json", text)
        try FileManager.default.copyItem(
            atPath: "\(source)/adapter_model.safetensors",
            toPath: "\(directory.path)/adapter/adapter_model.safetensors")
        let model = try SequenceClassificationModel(ModelDirectory("\(directory.path)/adapter"))
        let logits = Array(model.logits(try batches()[0].batch, context(model)).elements)
        #expect(largestDifference(logits, try recorded().floats("logits")) < 1e-5)
        let plain = try SequenceClassificationModel(ModelDirectory(Fixtures.path(Self.base)))
        let others = Array(plain.logits(try batches()[0].batch, context(plain)).elements)
        #expect(largestDifference(logits, others) > 0.01)
    }
}
