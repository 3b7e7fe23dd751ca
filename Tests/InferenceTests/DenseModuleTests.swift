import Checkpoints
import Foundation
import Inference
import InputOutput
import TaskHeads
import TestSupport
import Testing

/// Linear layers after pooling.
@Suite struct DenseModuleTests {
    private let directory: TemporaryDirectory
    private let path: String
    private let weight: [Float]
    private let bias: [Float] = [0.5, -0.25, 1]

    init() throws {
        directory = try TemporaryDirectory()
        path = try TinyModel().write(in: directory)
        var generator = SeededGenerator(3)
        weight = (0..<3 * 32).map { _ in Float.random(in: -1...1, using: &generator) }
        try directory.write(
            "model/modules.json",
            """
            [{"path": "", "type": "sentence_transformers.models.Transformer"},
             {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """)
        try directory.write("model/1_Pooling/config.json", #"{"pooling_mode": "mean"}"#)
        try FileManager.default.createDirectory(atPath: "\(path)/2_Dense", withIntermediateDirectories: true)
        try SafetensorsWriter.write(
            to: "\(path)/2_Dense/model.safetensors",
            tensors: [
                TensorOutline(name: "linear.weight", shape: [3, 32]), TensorOutline(name: "linear.bias", shape: [3]),
            ], metadata: [:]
        ) { index, write in try [weight, bias][index].withUnsafeBufferPointer(write) }
    }

    private func writeConfiguration(_ activation: String, inputs: Int = 32) throws {
        try directory.write(
            "model/2_Dense/config.json",
            """
            {"in_features": \(inputs), "out_features": 3, "bias": true, "activation_function": "\(activation)"}
            """)
    }

    @Test(arguments: ["linear.Identity", "activation.Tanh", "activation.ReLU"])
    func mapsThePooledVector(activation: String) throws {
        try writeConfiguration("torch.nn.modules.\(activation)")
        let pooled = try SentenceEmbedder(directory: path, pooling: SentencePooling(mode: .mean, normalizes: false))
            .embed("the film was good")
        let embedder = try SentenceEmbedder(directory: path)
        #expect(embedder.dimension == 3)
        let expected = (0..<3).map { row in
            let sum = (0..<32).reduce(bias[row]) { $0 + weight[32 * row + $1] * pooled[$1] }
            switch activation {
            case "activation.Tanh": return Float(tanh(Double(sum)))
            case "activation.ReLU": return max(sum, 0)
            default: return sum
            }
        }
        #expect(largestDifference(try embedder.embed("the film was good"), expected) < 1e-5)
    }

    @Test func refusesWhatDoesNotFit() throws {
        try writeConfiguration("torch.nn.modules.activation.Softmax")
        let activation = #expect(throws: FledgeError.self) { try SentenceEmbedder(directory: path) }
        #expect(
            activation?.description == """
                \(path)/2_Dense/config.json: activation_function: this activation is not supported
                  expected: of torch.nn: Identity, Tanh, ReLU, GELU, Sigmoid, SiLU, Mish, ELU, CELU, SELU, LeakyReLU, ReLU6, \
                Softplus, Softsign, Hardtanh, Hardsigmoid, Hardswish, LogSigmoid, Tanhshrink
                  found:    torch.nn.modules.activation.Softmax
                """)
        try writeConfiguration("torch.nn.modules.linear.Identity", inputs: 16)
        let size = #expect(throws: FledgeError.self) { try SentenceEmbedder(directory: path) }
        #expect(
            size?.description == """
                \(path)/2_Dense/model.safetensors: the module's weights do not fit its configuration
                  expected: linear.weight [3, 16]
                  found:    [3, 32]
                """)
    }
}
