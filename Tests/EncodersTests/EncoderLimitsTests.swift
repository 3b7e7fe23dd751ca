import Checkpoints
import Encoders
import Foundation
import InputOutput
import TensorKernels
import TestSupport
import Testing

/// Sizes and numbers in a configuration that no model can have.
struct EncoderLimitsTests {
    private func read(_ changes: [String: JSONValue]) throws -> EncoderConfiguration {
        let values = EncoderConfigurationTests.smallest.merging(changes) { $1 }
        return try EncoderConfiguration(ModelConfiguration(values: values, path: "config.json"))
    }

    static let errors: [([String: JSONValue], String)] = [
        (
            ["num_hidden_layers": .integer(1001)],
            """
            config.json: num_hidden_layers: this number of layers is not supported
              expected: at most 1000
              found:    1001
            """
        ),
        (
            ["vocab_size": .integer(.max)],
            """
            config.json: the sizes are those of a model that no machine holds
              expected: at most 1e+12 parameters
              found:    about 2.9514790517935283e+20
              try:      check vocab_size and the sizes of layers
            """
        ),
        (
            ["hidden_size": .integer(1 << 40)],
            """
            config.json: the sizes are those of a model that no machine holds
              expected: at most 1e+12 parameters
              found:    about 1.0880332377488238e+25
              try:      check vocab_size and the sizes of layers
            """
        ),
        (
            ["layer_norm_eps": .number(-1e-12)],
            """
            config.json: layer_norm_eps: the number is out of range
              expected: from 0 to 3.4e+38
              found:    -1e-12
            """
        ),
        (
            ["initializer_range": .number(1e39)],
            """
            config.json: initializer_range: the number is out of range
              expected: from 0 to 3.4e+38
              found:    1e+39
            """
        ),
        (
            ["hidden_dropout_prob": .number(0.9999999999)],
            """
            config.json: hidden_dropout_prob: a dropout probability is out of range
              expected: from 0 to below 1
              found:    0.9999999999
            """
        ),
    ]

    @Test(arguments: errors)
    func `what no model can have is an error`(changes: [String: JSONValue], message: String) {
        let error = #expect(throws: FledgeError.self) { try read(changes) }
        #expect(error?.description == message)
    }

    @Test func `the largest and the smallest that can be are taken`() throws {
        let configuration = try read([
            "num_hidden_layers": .integer(1000), "layer_norm_eps": .integer(0), "initializer_range": .integer(0),
            "hidden_dropout_prob": .number(0.99999994), "vocab_size": .integer(30_000_000_000),
        ])
        #expect(configuration.layerCount == 1000)
        #expect(configuration.layerNormEpsilon == 0)
        #expect(configuration.initializerRange == 0)
        #expect(configuration.hiddenDropout == Float(1).nextDown)
        #expect(configuration.vocabularySize == 30_000_000_000)
    }

    /// Three terabytes of parameters are not allocated, because the weights do not contain them.
    @Test func `a model that does not belong to the weights takes no memory`() throws {
        let directory = Fixtures.path("Encoder/bert-without-pooler")
        var configuration = try ModelConfiguration(directory: directory)
        configuration.values["vocab_size"] = .integer(25_000_000_000)
        let error = #expect(throws: FledgeError.self) { try EncoderModel(configuration, directory: directory) }
        #expect(error?.problem == "the weights do not fit the model: 1 of another shape")
        #expect(
            error?.found
                == "embeddings.word_embeddings.weight [40, 32] where the model has [25000000000, 32]")
    }

    /// The error is that of the first tensor in the file, regardless of the thread that finds it.
    @Test func `tensors that cannot be read are named in the order of the file`() throws {
        let fixture = Fixtures.path("Encoder/bert-without-pooler")
        let directory = try TemporaryDirectory()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: "\(fixture)/model.safetensors"))
        let start = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header = String(decoding: bytes[8..<start], as: UTF8.self)
        bytes.replaceSubrange(8..<start, with: header.replacingOccurrences(of: "\"F32\"", with: "\"I32\"").utf8)
        try directory.write("model.safetensors", bytes)
        let configuration = try ModelConfiguration(directory: fixture)
        for _ in 0..<20 {
            let error = #expect(throws: FledgeError.self) {
                try EncoderModel(configuration, directory: directory.path)
            }
            #expect(error?.problem == "the elements are not floating-point numbers")
            #expect(error?.place == "\(directory.path)/model.safetensors: tensor embeddings.LayerNorm.bias")
        }
    }
}
