import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// The names of variables beyond those in recorded checkpoints.
@Suite struct TensorFlowTensorNamesTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ names: [String]) throws -> TensorFlowBundle {
        let variables = names.sorted().enumerated().map { index, name in
            TensorFlowVariable(name: name, shape: [1, 1], offset: Int64(4 * index))
        }
        try directory.write("x.index", TensorFlowTableWriter().index(variables))
        try directory.write("x.data-00000-of-00001", Data(count: 4 * names.count))
        return try TensorFlowBundle(prefix: "\(directory.path)/x")
    }

    @Test(
        arguments: [
            ("bert/encoder/layer_0/attention/self/query/kernel", "bert.encoder.layer.0.attention.self.query.weight"),
            ("bert/encoder/layer_11/output/LayerNorm/gamma", "bert.encoder.layer.11.output.LayerNorm.weight"),
            ("bert/encoder/layer_11/output/LayerNorm/beta", "bert.encoder.layer.11.output.LayerNorm.bias"),
            ("LayerNorm/gamma", "LayerNorm.weight"),
            ("bert/embeddings/word_embeddings", "bert.embeddings.word_embeddings.weight"),
            ("output_weights", "classifier.weight"), ("output_bias", "classifier.bias"),
            ("cls/squad/output_weights", "qa_outputs.weight"), ("cls/squad/output_bias", "qa_outputs.bias"),
            ("cls/predictions/output_bias", "cls.predictions.bias"),
            ("cls/seq_relationship/output_weights", "cls.seq_relationship.weight"),
            ("model/gamma", "model.gamma"), ("model/beta", "model.beta"), ("gamma", "gamma"),
            ("a/layer_1_2/b_x/_3/c_", "a.layer_1_2.b_x._3.c_"), ("dense_1/bias", "dense.1.bias"), ("x_12", "x.12"),
            ("kernel", "weight"), ("kernel/x", "kernel.x"), ("adam_mx", "adam_mx"), ("a//b", "a..b"),
            ("generator/x", "generator.x"),
        ])
    func translated(_ name: String, _ expected: String) throws {
        let bundle = try open([name])
        #expect(bundle.allTensors.map(\.name) == [expected])
        #expect(bundle.skippedNames == [])
    }

    @Test(
        arguments: [
            "bert/pooler/dense/kernel/adam_m", "x/adam_v", "x/Adam", "x/Adam_1", "AdamWeightDecayOptimizer/x",
            "AdamWeightDecayOptimizer_1/x", "global_step", "save_counter", "temperature", "beta1_power",
            "beta2_power_1", "training/beta1_power", "_CHECKPOINTABLE_OBJECT_GRAPH",
        ])
    func skipped(_ name: String) throws {
        let bundle = try open([name])
        #expect(bundle.allTensors == [])
        #expect(bundle.skippedNames == [name])
    }

    @Test func onlyELECTRAHasAGenerator() throws {
        let bundle = try open([
            "discriminator_predictions/dense_1/bias", "electra/x", "generator/x", "generator_predictions/x",
        ])
        #expect(bundle.allTensors.map(\.name) == ["discriminator_predictions.dense_prediction.bias", "electra.x"])
        #expect(bundle.skippedNames == ["generator/x", "generator_predictions/x"])
    }

    @Test func twoVariablesOfOneName() throws {
        let path = "\(directory.path)/x.index"
        let error = try CaughtError(replacing: path) { _ = try open(["a/kernel", "a/output_weights"]) }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: two variables are the same tensor a.weight
                      found:    a/kernel and a/output_weights
                    """))
    }
}
