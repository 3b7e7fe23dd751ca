import Checkpoints
import InputOutput
import TensorKernels

/// Reads and validates the settings of an encoder.
struct EncoderSettingsReader {
    let configuration: ModelConfiguration

    private func place(_ key: String) -> String { "\(configuration.path): \(key)" }

    func has(_ key: String) -> Bool { configuration.values[key].map { $0 != .null } ?? false }

    func size(_ key: String, default standard: Int? = nil) throws -> Int {
        let value = try configuration.integer(key, default: standard)
        guard value > 0 else {
            throw FledgeError(
                .data, at: place(key), "a size must be positive", expected: "1 or more", found: "\(value)")
        }
        return value
    }

    /// A number of layers. The limit stops a wrong number from creating a huge layout.
    func layerCount(_ key: String) throws -> Int {
        let count = try size(key)
        guard count <= 1000 else {
            throw FledgeError(
                .data, at: place(key), "this number of layers is not supported", expected: "at most 1000",
                found: "\(count)")
        }
        return count
    }

    /// Rejects sizes that add up to an impossible number of parameters.
    func requirePossible(parameterCount: Double) throws {
        guard parameterCount <= 1e12 else {
            throw FledgeError(
                .data, at: configuration.path, "the sizes are those of a model that no machine holds",
                expected: "at most 1e+12 parameters", found: "about \(parameterCount)",
                advice: "check vocab_size and the sizes of layers")
        }
    }

    func headCount(_ key: String, hiddenSize: Int) throws -> Int {
        let count = try size(key)
        guard hiddenSize % count == 0 else {
            throw FledgeError(
                .data, at: place(key), "the hidden size cannot be split into this many heads",
                expected: "a divisor of \(hiddenSize)", found: "\(count)")
        }
        return count
    }

    /// The number of positions for tokens, in a table whose first rows are reserved.
    func positionCount(_ key: String, after unusedRows: Int) throws -> Int {
        let rows = try size(key, default: 512)
        guard rows > unusedRows else {
            throw FledgeError(
                .data, at: place(key), "no positions are left for tokens", expected: "more than \(unusedRows)",
                found: "\(rows)")
        }
        return rows - unusedRows
    }

    func share(_ key: String, default standard: Double) throws -> Float {
        let value = try configuration.number(key, default: standard)
        // A number just below 1 may round to 1 in 32 bits.
        guard value >= 0, Float(value) < 1 else {
            throw FledgeError(
                .data, at: place(key), "a dropout probability is out of range", expected: "from 0 to below 1",
                found: "\(value)")
        }
        return Float(value)
    }

    /// A number that is not negative.
    func amount(_ key: String, default standard: Double) throws -> Float {
        let value = try configuration.number(key, default: standard)
        guard value >= 0, Float(value).isFinite else {
            throw FledgeError(
                .data, at: place(key), "the number is out of range", expected: "from 0 to 3.4e+38", found: "\(value)")
        }
        return Float(value)
    }

    func activation(_ key: String) throws -> Activation {
        let name = try configuration.string(key, default: "gelu")
        guard let activation = Self.activations.first(where: { $0.name == name })?.activation else {
            throw FledgeError(
                .data, at: place(key), "this activation is not supported",
                expected: "one of \(Self.activations.map(\.name).joined(separator: ", "))", found: name)
        }
        return activation
    }

    /// The transformers library's names for activations. Several of them differ only in rounding.
    private static let activations: [(name: String, activation: Activation)] = [
        ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_fast", .geluTanh),
        ("gelu_accurate", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("gelu_python_tanh", .geluTanh),
        ("relu", .relu), ("silu", .silu), ("swish", .silu),
    ]

    /// The reference always uses 32 buckets, the last one from a distance of 128 on, whatever the configuration says.
    func relativePositionBias(_ key: String, default standard: Int) throws -> RelativePositionBias {
        let count = try size(key, default: standard)
        guard count == 32 else {
            throw FledgeError(
                .data, at: place(key), "this number of relative positions is not supported", expected: "32",
                found: "\(count)")
        }
        return RelativePositionBias(bucketCount: count, maximumDistance: 128)
    }

    /// Rejects settings that would change an encoder's results but are not otherwise read.
    func refuseForeignVariants() throws {
        let key = "position_embedding_type"
        let kind = try configuration.string(key, default: "absolute")
        guard kind == "absolute" else {
            throw FledgeError(
                .data, at: place(key), "this variant is not supported", expected: "absolute", found: kind)
        }
        for key in ["is_decoder", "is_encoder_decoder", "add_cross_attention"] {
            guard try !configuration.boolean(key, default: false) else {
                throw FledgeError(
                    .data, at: place(key), "decoders are not supported", expected: "false", found: "true",
                    advice: "use a checkpoint of an encoder")
            }
        }
        if let quantization = configuration.values["quantization_config"], quantization != .null,
            !configuration.isQuantized
        {
            throw FledgeError(
                .data, at: place("quantization_config"), "weights quantized by another program are not supported",
                expected: "no such setting, or the one of fledge quantize", found: quantization.excerpt,
                advice: "use the checkpoint that was quantized")
        }
        if let heads = configuration.values["pruned_heads"]?.objectValue, !heads.isEmpty {
            throw FledgeError(
                .data, at: place("pruned_heads"), "layers with fewer heads than others are not supported",
                expected: "no pruned heads", found: "some in \(heads.count) layers")
        }
    }
}
