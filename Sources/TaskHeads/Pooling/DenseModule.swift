import Checkpoints
import InputOutput
public import TensorKernels

/// A linear layer with an activation that sentence-transformers puts behind pooling.
public final class DenseModule: Sendable {
    /// The activations that there are, by their names in PyTorch.
    private enum Activation: String, CaseIterable {
        case identity = "Identity"
        case tanh = "Tanh"
        case relu = "ReLU"
    }

    public let inputs: Int
    public let outputs: Int
    private let activation: Activation
    private let weight: FloatBuffer
    private let bias: FloatBuffer

    /// Reads `config.json` and the weights in the module's directory.
    ///
    /// - Throws: `FledgeError` where they are missing, do not fit each other, or ask for an activation that there is
    ///   not.
    public init(directory: String) throws {
        let configuration = try ModelConfiguration(directory: directory)
        inputs = try configuration.integer("in_features")
        outputs = try configuration.integer("out_features")
        let name = try configuration.string("activation_function", default: "torch.nn.modules.activation.Tanh")
        guard let activation = Activation(rawValue: String(name.split(separator: ".").last ?? "")) else {
            throw FledgeError(
                .data, at: "\(configuration.path): activation_function", "this activation is not supported",
                expected: Activation.allCases.map(\.rawValue).joined(separator: ", "), found: name)
        }
        self.activation = activation
        let weights = try Checkpoint.weights(directory: directory)
        let hasBias = try configuration.boolean("bias", default: true)
        // Sizes that a file has bear out: only then is memory taken for them.
        try Self.require("linear.weight", [outputs, inputs], in: weights)
        if hasBias { try Self.require("linear.bias", [outputs], in: weights) }
        weight = FloatBuffer(count: inputs * outputs)
        bias = FloatBuffer(count: outputs)
        try Self.read("linear.weight", weights, into: weight)
        if hasBias { try Self.read("linear.bias", weights, into: bias) }
    }

    private static func require(_ name: String, _ shape: [Int], in weights: any WeightsSource) throws {
        guard let tensor = weights.tensor(named: name), tensor.shape == shape else {
            throw FledgeError(
                .data, at: weights.path, "the module's weights do not fit its configuration",
                expected: "\(name) \(shape)",
                found: weights.tensor(named: name).map { "\($0.shape)" } ?? "no such tensor")
        }
    }

    private static func read(
        _ name: String, _ weights: any WeightsSource, into buffer: borrowing FloatBuffer
    ) throws {
        try weights.read(name, into: UnsafeMutableBufferPointer(start: buffer.start, count: buffer.count))
    }

    /// `activation(input · weightᵀ + bias)`, in the arena.
    public func forward(_ input: Matrix, arena: Arena, on team: ThreadTeam) -> Matrix {
        let output = arena.matrix(rows: input.rows, columns: outputs)
        Linear.forward(
            input, weight: Matrix(weight.start, rows: outputs, columns: inputs), bias: bias.start, into: output,
            arena: arena, on: team)
        switch activation {
        case .identity: break
        case .tanh: output.tanh()
        case .relu: for index in 0..<output.count { output.start[index] = Swift.max(output.start[index], 0) }
        }
        return output
    }
}
