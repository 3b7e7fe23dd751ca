import Checkpoints
import Encoders
import Foundation
import TaskHeads
import TensorKernels
import TestSupport
import Testing

extension TokenBatch {
    /// Recorded sequences as one batch.
    init(_ sequences: some Collection<RecordedTensors.Sequence>) {
        self.init()
        for sequence in sequences { append(ids: sequence.ids, typeIDs: sequence.types) }
    }
}

/// Recorded sequences and their classes.
struct LabelledBatch {
    let batch: TokenBatch
    let labels: [Int]

    init(_ recorded: RecordedTensors, prefix: String = "", sequences range: Range<Int>? = nil) throws {
        let (sequences, classes) = (try recorded.sequences(prefix: prefix), try recorded.labels(prefix: prefix))
        let range = range ?? 0..<sequences.count
        batch = TokenBatch(sequences[range])
        labels = Array(classes[range])
    }

    /// The factor that turns the sum of all losses into their mean.
    var weight: Double { 1 / Double(labels.count) }
}

extension SequenceClassificationModel {
    /// The classifier in a directory of Tests/Fixtures/Encoder.
    init(fixture name: String) throws { try self.init(ModelDirectory(Fixtures.path("Encoder/\(name)"))) }

    /// The reference's name of a parameter.
    func recordedName(_ name: String) -> String {
        let family = encoder.configuration.family
        return family.tensorNames.checkpointName(
            ofCanonical: name, forArchitecture: family.architecture(for: "SequenceClassification"))
    }

    /// A parameter's values.
    func values(_ name: String) -> [Float] {
        parameters.layout.index(of: name).map { Array(parameters.values($0)) } ?? []
    }

    /// The mean loss of a batch and its gradients with respect to the trained parameters.
    func gradients(
        _ example: LabelledBatch, isTrainable: (String) -> Bool = { _ in true }
    ) -> (loss: Double, gradients: [String: [Float]]) {
        let store = GradientStore(layout: parameters.layout) { isTrainable($0.name) }
        let context = PassContext(parameters: parameters, gradients: store, arena: Arena(), team: .shared)
        let loss = addGradients(example.batch, labels: example.labels, weight: example.weight, context)
        return (loss, store.byName)
    }
}

extension GradientStore {
    /// The gradients of the trainable parameters.
    var byName: [String: [Float]] {
        var gradients: [String: [Float]] = [:]
        for index in layout.indices {
            guard let start = pointer(index) else { continue }
            gradients[layout[index].name] = Array(UnsafeBufferPointer(start: start, count: layout[index].count))
        }
        return gradients
    }
}

/// Tells whether the gradient of a parameter is mathematically 0, and otherwise rounding noise: adding a number to all
/// inputs of a softmax changes nothing.
func isKeyBias(_ name: String) -> Bool {
    ["attention.self.key.bias", "attention.k_lin.bias", "attention.attn.k.bias"].contains { name.hasSuffix($0) }
}

/// Expects gradients to equal the recorded ones, parameter by parameter.
func expectGradients(
    _ gradients: [String: [Float]], _ recorded: RecordedTensors, recordedName: (String) -> String,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let names = Set(gradients.keys.map { "grad." + recordedName($0) })
    #expect(names == Set(recorded.names.filter { $0.hasPrefix("grad.") }), sourceLocation: sourceLocation)
    for (name, gradient) in gradients {
        let expected = try recorded.floats("grad." + recordedName(name))
        if isKeyBias(name) {
            #expect(largestDifference(gradient, expected) <= 1e-6, "\(name)", sourceLocation: sourceLocation)
        } else {
            let comparison = VectorComparison(gradient, expected)
            #expect(comparison.relativeNormError <= 1e-4, "\(name)", sourceLocation: sourceLocation)
            #expect(comparison.cosine >= 0.99999, "\(name)", sourceLocation: sourceLocation)
        }
    }
}

extension SequenceClassificationModel {
    /// A pass with the plain cross-entropy.
    func addGradients(_ batch: TokenBatch, labels: [Int], weight: Double, _ context: PassContext) -> Double {
        addGradients(batch, context) { CrossEntropy.loss($0, labels: labels, weight: weight, gradient: $1) }
    }
}
