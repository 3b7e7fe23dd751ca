import Checkpoints
import InputOutput
import TestSupport
import Testing

@Suite struct CheckpointTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func modelSafetensorsComesFirst() throws {
        let path = directory.path + "/model.safetensors"
        try SafetensorsWriter.write(to: path, tensors: [], metadata: [:])
        try directory.write("pytorch_model.bin", "")
        try directory.write("model.safetensors.index.json", "")
        #expect(try Checkpoint.weights(directory: directory.path).path == path)
        #expect(try Checkpoint.weights(directory: directory.path + "/").path == path)
    }

    @Test func noWeights() throws {
        let error = try CaughtError(replacing: directory.path, with: "MODEL") {
            _ = try Checkpoint.weights(directory: directory.path)
        }
        let message = """
            MODEL: the model's directory has no weights
              expected: model.safetensors
              found:    neither that nor model.safetensors.index.json, pytorch_model.bin, \
            pytorch_model.bin.index.json or a TensorFlow checkpoint (.ckpt.index)
              try:      name the directory that holds config.json and model.safetensors
            """
        #expect(error == CaughtError(.noInput, message))
    }

    @Test func noDirectory() throws {
        let error = try CaughtError(replacing: directory.path, with: "MODEL") {
            _ = try Checkpoint.weights(directory: directory.path + "/none")
        }
        let message = """
            MODEL/none: no such directory
              expected: a model's directory with config.json and model.safetensors
              try:      check the path
            """
        #expect(error == CaughtError(.noInput, message))
    }

    @Test func aFileForADirectory() throws {
        let path = try directory.write("model.safetensors", "")
        let error = try CaughtError(replacing: path) { _ = try Checkpoint.weights(directory: path) }
        let message = """
            FILE: is not a directory
              expected: a model's directory with config.json and model.safetensors
              try:      name the directory that holds the file
            """
        #expect(error == CaughtError(.noInput, message))
    }
}
