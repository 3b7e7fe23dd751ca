import Checkpoints
import InputOutput
public import TensorKernels

/// A linear layer with an activation and, optionally, a residual connection, which sentence-transformers puts after the
/// encoder.
public final class DenseModule: Sendable {
    public let inputs: Int
    public let outputs: Int
    private let activation: DenseActivation
    private let weight: FloatBuffer
    private let bias: FloatBuffer
    private let hasResidual: Bool
    /// The weight `[outputs, inputs]` that projects the input before it is added; empty if the input is added
    /// unchanged.
    private let residual: FloatBuffer

    /// Reads `config.json` and the weights in the module's directory.
    ///
    /// - Throws: `FledgeError` if they are missing, do not match, or ask for something that is not supported.
    public init(directory: String) throws {
        let configuration = try ModelConfiguration(directory: directory)
        try configuration.requireKnownSettings([
            "in_features", "out_features", "bias", "activation_function", "module_input_name", "module_output_name",
            "use_residual",
        ])
        inputs = try configuration.integer("in_features")
        outputs = try configuration.integer("out_features")
        activation = try Self.activation(configuration)
        hasResidual = try configuration.boolean("use_residual", default: false)
        let hasBias = try configuration.boolean("bias", default: true)
        let weights = try Checkpoint.weights(directory: directory)
        // Memory is allocated only after the file has confirmed the sizes.
        var shapes = ["linear.weight": [outputs, inputs]]
        if hasBias { shapes["linear.bias"] = [outputs] }
        let projects = hasResidual && inputs != outputs
        if projects { shapes["residual.weight"] = [outputs, inputs] }
        try ModuleWeights.require(shapes, in: weights)
        weight = FloatBuffer(count: inputs * outputs)
        bias = FloatBuffer(count: outputs)
        residual = FloatBuffer(count: projects ? inputs * outputs : 0)
        try ModuleWeights.read("linear.weight", weights, into: weight)
        if hasBias { try ModuleWeights.read("linear.bias", weights, into: bias) }
        if projects { try ModuleWeights.read("residual.weight", weights, into: residual) }
    }

    private static func activation(_ configuration: ModelConfiguration) throws -> DenseActivation {
        let key = "activation_function"
        if configuration.values[key] == nil { return .tanh }
        let name = try configuration.string(key, default: "null")
        guard name.hasPrefix("torch."),
            let activation = name.split(separator: ".").last.flatMap({ DenseActivation(rawValue: String($0)) })
        else {
            throw FledgeError(
                .data, at: "\(configuration.path): \(key)", "this activation is not supported",
                expected: "of torch.nn: \(DenseActivation.allCases.map(\.rawValue).joined(separator: ", "))",
                found: name)
        }
        return activation
    }

    /// `activation(input · weightᵀ + bias)`, plus the input or its projection if there is a residual connection, in the
    /// arena.
    public func forward(_ input: Matrix, arena: Arena, on team: ThreadTeam) -> Matrix {
        let output = arena.matrix(rows: input.rows, columns: outputs)
        Linear.forward(
            input, weight: Matrix(weight.start, rows: outputs, columns: inputs), bias: bias.start, into: output,
            arena: arena, on: team)
        activation.apply(to: output)
        guard hasResidual else { return output }
        guard residual.count > 0 else {
            output.add(input, rows: 0..<output.rows)
            return output
        }
        let zero = arena.matrix(rows: 1, columns: outputs)
        zero.elements.update(repeating: 0)
        let projected = arena.matrix(rows: input.rows, columns: outputs)
        Linear.forward(
            input, weight: Matrix(residual.start, rows: outputs, columns: inputs), bias: UnsafePointer(zero.start),
            into: projected, arena: arena, on: team)
        output.add(projected, rows: 0..<output.rows)
        return output
    }
}
