import Checkpoints
import InputOutput
import TensorKernels

/// Reads the settings of an encoder and says what is wrong with them.
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

    func headCount(_ key: String, hiddenSize: Int) throws -> Int {
        let count = try size(key)
        guard hiddenSize % count == 0 else {
            throw FledgeError(
                .data, at: place(key), "the hidden size cannot be split into this many heads",
                expected: "a divisor of \(hiddenSize)", found: "\(count)")
        }
        return count
    }

    /// The number of positions that tokens may have, of a table whose first rows are for none.
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
        guard (0..<1).contains(value) else {
            throw FledgeError(
                .data, at: place(key), "a dropout probability is out of range", expected: "from 0 to below 1",
                found: "\(value)")
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

    /// The names that the transformers library has for activations. Several of them differ in rounding only.
    private static let activations: [(name: String, activation: Activation)] = [
        ("gelu", .gelu), ("gelu_python", .gelu), ("gelu_new", .geluTanh), ("gelu_fast", .geluTanh),
        ("gelu_accurate", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("gelu_python_tanh", .geluTanh),
        ("relu", .relu), ("silu", .silu), ("swish", .silu),
    ]

    /// The reference counts with 32 buckets, the last from a distance of 128 on, whatever the configuration says.
    func relativePositionBias(_ key: String, default standard: Int) throws -> RelativePositionBias {
        let count = try size(key, default: standard)
        guard count == 32 else {
            throw FledgeError(
                .data, at: place(key), "this number of relative positions is not supported", expected: "32",
                found: "\(count)")
        }
        return RelativePositionBias(bucketCount: count, maximumDistance: 128)
    }

    /// Refuses what changes an encoder's results and is not among the settings that are read.
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
        if let heads = configuration.values["pruned_heads"]?.objectValue, !heads.isEmpty {
            throw FledgeError(
                .data, at: place("pruned_heads"), "layers with fewer heads than others are not supported",
                expected: "no pruned heads", found: "some in \(heads.count) layers")
        }
    }
}
