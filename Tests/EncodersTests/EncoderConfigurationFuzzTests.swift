import Checkpoints
import Encoders
import Foundation
import InputOutput
import TensorKernels
import TestSupport
import Testing

/// Damaged configurations of every family (``FuzzRun``): each is either rejected or describes a valid model, and one
/// that does not match the weights is rejected before memory is allocated for it.
@Suite struct EncoderConfigurationFuzzTests {
    private static let models = [
        "bert-2-layers", "bert-gelu-new", "bert-without-pooler", "distilbert", "electra", "electra-projected", "mpnet",
        "bert-masked-language-model",
    ]
    private static let words =
        EncoderFamily.all.map(\.modelType) + [
            "roberta", "gelu", "gelu_new", "relu", "silu", "swish", "mish", "absolute", "relative_key", "model_type",
            "hidden_size", "embedding_size", "dim", "n_heads", "num_attention_heads", "type_vocab_size", "is_decoder",
            "pruned_heads", "relative_attention_num_buckets", "classifier_dropout", "layer_norm_eps", "id2label",
        ]

    @Test func damagedConfigurations() throws {
        let directories = Self.models.map { Fixtures.path("Encoder/\($0)") }
        let originals = try directories.map { directory in
            WrittenJSON(try JSONValue(contentsOf: "\(directory)/config.json"))
        }
        let fuzzing = try FuzzRun(seconds: 3)
        try fuzzing.run(["config.json"]) { seed in
            var mutator = JSONMutator(seed: seed, words: Self.words)
            return [mutator.text(of: originals[Int(seed) % originals.count], damagedOnceIn: 1)]
        } read: { damaged in
            let configuration = try ModelConfiguration(directory: fuzzing.directory.path)
            let settings = try EncoderConfiguration(configuration)
            try check(settings)
            // A model with hundreds of layers is valid but takes long to lay out.
            guard settings.layerCount < 20 else { return }
            var layout = ParameterLayout()
            _ = TransformerEncoder(settings, in: &layout)
            try FuzzRun.check(layout.count > 0 && layout.parameterCount <= 1 << 41, "\(layout.count) parameters")
            let directory = directories[Int(damaged.seed) % directories.count]
            let model = try EncoderModel(configuration, directory: directory)
            try FuzzRun.check(model.parameters.layout.count == layout.count, "another model was loaded")
        }
    }

    private func check(_ settings: EncoderConfiguration) throws {
        let sizes = [
            settings.vocabularySize, settings.embeddingSize, settings.hiddenSize, settings.layerCount,
            settings.headCount, settings.intermediateSize, settings.positionCount,
        ]
        try FuzzRun.check(sizes.allSatisfy { $0 > 0 } && settings.typeCount >= 0, "the sizes \(sizes)")
        try FuzzRun.check(settings.hiddenSize % settings.headCount == 0, "\(settings.headCount) heads")
        for dropout in [settings.hiddenDropout, settings.attentionDropout, settings.classifierDropout] {
            try FuzzRun.check((0..<1).contains(dropout), "the dropout \(dropout)")
        }
        for amount in [settings.layerNormEpsilon, settings.initializerRange] {
            try FuzzRun.check(amount >= 0 && amount.isFinite, "the amount \(amount)")
        }
    }
}
