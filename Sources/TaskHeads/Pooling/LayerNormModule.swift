import Checkpoints
import TensorKernels

/// A layer normalization that sentence-transformers puts after pooling.
final class LayerNormModule: Sendable {
    let dimension: Int
    private let weight: FloatBuffer
    private let bias: FloatBuffer
    /// PyTorch's default.
    private static let epsilon: Float = 1e-5

    /// Reads `config.json` and the weights in the module's directory.
    ///
    /// - Throws: `FledgeError` if they are missing or do not match.
    init(directory: String) throws {
        let configuration = try ModelConfiguration(directory: directory)
        try configuration.requireKnownSettings(["dimension"])
        dimension = try configuration.integer("dimension")
        let weights = try Checkpoint.weights(directory: directory)
        try ModuleWeights.require(["norm.weight": [dimension], "norm.bias": [dimension]], in: weights)
        weight = FloatBuffer(count: dimension)
        bias = FloatBuffer(count: dimension)
        try ModuleWeights.read("norm.weight", weights, into: weight)
        try ModuleWeights.read("norm.bias", weights, into: bias)
    }

    /// The normalized rows, in the arena.
    func forward(_ input: Matrix, arena: Arena) -> Matrix {
        let output = arena.matrix(rows: input.rows, columns: input.columns)
        LayerNorm.forward(
            input, rows: 0..<input.rows, weight: weight.start, bias: bias.start, epsilon: Self.epsilon, into: output,
            statistics: LayerNorm.Statistics(rows: input.rows, in: arena))
        return output
    }
}
