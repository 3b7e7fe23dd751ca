import Checkpoints
import Encoders
import InputOutput
import TensorKernels
import TestSupport

extension TokenBatch {
    /// Recorded sequences as one batch.
    init(_ sequences: some Collection<RecordedTensors.Sequence>) {
        self.init()
        for sequence in sequences { append(ids: sequence.ids, typeIDs: sequence.types) }
    }
}

extension EncoderModel {
    /// The encoder in a directory of Tests/Fixtures/Encoder.
    init(fixture name: String) throws { try self.init(directory: Fixtures.path("Encoder/\(name)")) }

    init(directory: String) throws {
        try self.init(ModelConfiguration(directory: directory), directory: directory)
    }

    /// All hidden states of a batch; the first is the embeddings' output.
    func hiddenStates(_ batch: TokenBatch) -> [[Float]] {
        let context = PassContext(parameters: parameters, arena: Arena(), team: .shared)
        var states: [[Float]] = []
        _ = encoder.forward(batch, context) { _, hidden in states.append(Array(hidden.elements)) }
        return states
    }
}

extension EncoderModel {
    /// A recorded encoder with dropout probabilities that differ from those of its configuration.
    init(fixture name: String, hiddenDropout: Double, attentionDropout: Double) throws {
        let directory = Fixtures.path("Encoder/\(name)")
        var configuration = try ModelConfiguration(directory: directory)
        configuration.values["hidden_dropout_prob"] = .number(hiddenDropout)
        configuration.values["attention_probs_dropout_prob"] = .number(attentionDropout)
        try self.init(configuration, directory: directory)
    }
}
