import Foundation

/// A BERT checkpoint that is small enough to be created for each test: a few words, two narrow layers.
///
/// The weights are random, but the same for the same seed on every machine.
public struct TinyModel: Sendable {
    /// The two forms in which sentence-transformers has written its pooling configuration.
    public enum PoolingSchema: Sendable, CaseIterable {
        /// A Boolean for each pooling mode.
        case booleans
        /// The name of one mode.
        case name
    }

    public var hiddenSize = 32
    public var layerCount = 2
    public var positionCount = 64
    /// Members of config.json, as JSON, that replace the usual ones.
    public var configuration: [String: String] = [:]
    /// The content of tokenizer_config.json.
    public var tokenizerConfiguration = #"{"tokenizer_class": "BertTokenizer", "do_lower_case": true}"#
    /// The form of modules.json and the pooling configuration; `nil` for neither.
    public var poolingSchema: PoolingSchema? = .booleans
    /// True if modules.json lists a normalization.
    public var normalizes = true
    /// The content of README.md; `nil` for no such file.
    public var card: String? = "---\nlicense: apache-2.0\nlanguage: en\n---\n# Tiny\n"
    public var tensors: [SafetensorsBytes.Tensor]

    private static let headCount = 4, intermediateSize = 64

    /// The vocabulary with a family's names of special tokens.
    public static func vocabulary(ofFamily family: String) -> [String] {
        guard family.hasPrefix("mpnet") else { return vocabulary }
        let names = ["[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"]
        return vocabulary.map { names[$0] ?? $0 }
    }

    /// The pieces, in the order of their ids.
    public static let vocabulary: [String] =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        + [".", ",", "!", "?", "a", "b", "c", "d", "e", "##s", "##ed", "##ing", "##ly", "##er", "##d", "##e"]
        + ["the", "an", "of", "and", "was", "is", "it", "so", "very", "rather", "here", "today", "again", "this"]
        + ["good", "bad", "fine", "film", "soup", "room", "train", "book", "walk", "talk", "wait", "paint", "cook"]

    public init(seed: UInt64 = 1, hiddenSize: Int = 32, layerCount: Int = 2, positionCount: Int = 64) {
        self.hiddenSize = hiddenSize
        self.layerCount = layerCount
        self.positionCount = positionCount
        var generator = SeededGenerator(seed)
        var tensors: [SafetensorsBytes.Tensor] = []
        func add(_ name: String, _ shape: [Int], constant: Float? = nil) {
            let count = shape.reduce(1, *)
            let values = constant.map { Array(repeating: $0, count: count) } ?? generator.weights(count)
            tensors.append(SafetensorsBytes.Tensor(name, shape, values))
        }
        func addDense(_ name: String, _ inputs: Int, _ outputs: Int) {
            add("\(name).weight", [outputs, inputs])
            add("\(name).bias", [outputs], constant: 0)
        }
        func addNorm(_ name: String) {
            add("\(name).weight", [hiddenSize], constant: 1)
            add("\(name).bias", [hiddenSize], constant: 0)
        }
        add("embeddings.word_embeddings.weight", [Self.vocabulary.count, hiddenSize])
        add("embeddings.position_embeddings.weight", [positionCount, hiddenSize])
        add("embeddings.token_type_embeddings.weight", [2, hiddenSize])
        addNorm("embeddings.LayerNorm")
        for layer in 0..<layerCount {
            let name = "encoder.layer.\(layer)"
            for part in ["query", "key", "value"] { addDense("\(name).attention.self.\(part)", hiddenSize, hiddenSize) }
            addDense("\(name).attention.output.dense", hiddenSize, hiddenSize)
            addNorm("\(name).attention.output.LayerNorm")
            addDense("\(name).intermediate.dense", hiddenSize, Self.intermediateSize)
            addDense("\(name).output.dense", Self.intermediateSize, hiddenSize)
            addNorm("\(name).output.LayerNorm")
        }
        addDense("pooler.dense", hiddenSize, hiddenSize)
        self.tensors = tensors
    }

    /// Adds a classifier for the labels.
    public mutating func addClassifier(labels: [String], seed: UInt64 = 7) {
        var generator = SeededGenerator(seed)
        let weights = generator.weights(labels.count * hiddenSize)
        tensors.append(SafetensorsBytes.Tensor("classifier.weight", [labels.count, hiddenSize], weights))
        tensors.append(
            SafetensorsBytes.Tensor("classifier.bias", [labels.count], Array(repeating: 0, count: labels.count)))
        let indexed = labels.enumerated()
        configuration["id2label"] = "{\(indexed.map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", "))}"
        configuration["label2id"] = "{\(indexed.map { "\"\($1)\": \($0)" }.joined(separator: ", "))}"
    }

    /// Writes the files.
    ///
    /// - Returns: The path of the model's directory.
    @discardableResult
    public func write(in directory: TemporaryDirectory, as name: String = "model") throws -> String {
        try directory.write("\(name)/config.json", configurationText)
        try directory.write("\(name)/model.safetensors", SafetensorsBytes.file(tensors))
        try directory.write("\(name)/vocab.txt", Self.vocabulary.joined(separator: "\n") + "\n")
        try directory.write("\(name)/tokenizer_config.json", tokenizerConfiguration)
        if let card { try directory.write("\(name)/README.md", card) }
        if let poolingSchema {
            try directory.write("\(name)/modules.json", modules)
            try directory.write("\(name)/1_Pooling/config.json", pooling(poolingSchema))
        }
        return "\(directory.path)/\(name)"
    }

    private var configurationText: String {
        var members = [
            "model_type": #""bert""#, "architectures": #"["BertModel"]"#, "hidden_act": #""gelu""#,
            "vocab_size": "\(Self.vocabulary.count)", "hidden_size": "\(hiddenSize)",
            "num_hidden_layers": "\(layerCount)", "num_attention_heads": "\(Self.headCount)",
            "intermediate_size": "\(Self.intermediateSize)", "max_position_embeddings": "\(positionCount)",
            "type_vocab_size": "2", "layer_norm_eps": "1e-12", "hidden_dropout_prob": "0.1",
            "attention_probs_dropout_prob": "0.1", "initializer_range": "0.02",
        ]
        members.merge(configuration) { $1 }
        let lines = members.sorted { $0.key < $1.key }.map { "  \"\($0.key)\": \($0.value)" }
        return "{\n\(lines.joined(separator: ",\n"))\n}\n"
    }

    private var modules: String {
        let types = ["Transformer", "Pooling"] + (normalizes ? ["Normalize"] : [])
        let entries = types.enumerated().map { index, type in
            let path = index == 0 ? "" : "\(index)_\(type)"
            return """
                {"idx": \(index), "name": "\(index)", "path": "\(path)", "type": "sentence_transformers.models.\(type)"}
                """
        }
        return "[\(entries.joined(separator: ", "))]\n"
    }

    private func pooling(_ schema: PoolingSchema) -> String {
        switch schema {
        case .booleans:
            """
            {"word_embedding_dimension": \(hiddenSize), "pooling_mode_cls_token": false, \
            "pooling_mode_mean_tokens": true, "pooling_mode_max_tokens": false}
            """
        case .name: #"{"embedding_dimension": \#(hiddenSize), "pooling_mode": "mean"}"#
        }
    }
}

extension SeededGenerator {
    /// Weights large enough that an untrained model distinguishes words.
    fileprivate mutating func weights(_ count: Int) -> [Float] { floats(count).map { $0 * 0.35 } }
}
