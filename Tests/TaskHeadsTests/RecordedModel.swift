import Encoders
import Foundation
import TaskHeads
import TensorKernels
import TestSupport

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

    /// What makes the sum of all losses their mean.
    var weight: Double { 1 / Double(labels.count) }
}

extension SequenceClassificationModel {
    /// The classifier in a directory of Tests/Fixtures/Encoder.
    init(fixture name: String) throws { try self.init(directory: Fixtures.path("Encoder/\(name)")) }

    /// The name that the reference gives to a parameter.
    static func recordedName(_ name: String) -> String { name.hasPrefix("classifier.") ? name : "bert.\(name)" }

    /// A parameter's values.
    func values(_ name: String) -> [Float] {
        parameters.layout.index(of: name).map { Array(parameters.values($0)) } ?? []
    }

    /// The mean loss of a batch and its gradients by the parameters that are trained.
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
