import Checkpoints
import InputOutput
import TestSupport
import Testing

@Suite struct CheckpointTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func modelSafetensorsComesFirst() throws {
        let path = try directory.write("model.safetensors", "")
        try directory.write("pytorch_model.bin", "")
        try directory.write("model.safetensors.index.json", "")
        #expect(try Checkpoint.weightsPath(directory: directory.path) == path)
        #expect(try Checkpoint.weightsPath(directory: directory.path + "/") == path)
    }

    @Test(arguments: [
        ("model.safetensors.index.json", "a checkpoint in several files cannot be read"),
        ("pytorch_model.bin", "a checkpoint in PyTorch's own format cannot be read"),
        ("pytorch_model.bin.index.json", "a checkpoint in several files of PyTorch's own format cannot be read"),
    ])
    func formatsThatCannotBeRead(_ name: String, _ problem: String) throws {
        try directory.write(name, "{}")
        let error = try CaughtError(replacing: directory.path, with: "MODEL") {
            _ = try Checkpoint.weightsPath(directory: directory.path)
        }
        let message = """
            MODEL/\(name): \(problem)
              expected: the weights in one file model.safetensors
              found:    \(name)
              try:      load the model in Python and save it again with safe_serialization into one file \
            model.safetensors
            """
        #expect(error == CaughtError(.data, message))
    }

    @Test func noWeights() throws {
        let error = try CaughtError(replacing: directory.path, with: "MODEL") {
            _ = try Checkpoint.weightsPath(directory: directory.path)
        }
        let message = """
            MODEL: the model's directory has no weights
              expected: model.safetensors
              found:    neither that nor model.safetensors.index.json nor pytorch_model.bin nor \
            pytorch_model.bin.index.json
              try:      name the directory that holds config.json and model.safetensors
            """
        #expect(error == CaughtError(.noInput, message))
    }

    @Test func noDirectory() throws {
        let error = try CaughtError(replacing: directory.path, with: "MODEL") {
            _ = try Checkpoint.weightsPath(directory: directory.path + "/none")
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
        let error = try CaughtError(replacing: path) { _ = try Checkpoint.weightsPath(directory: path) }
        let message = """
            FILE: is not a directory
              expected: a model's directory with config.json and model.safetensors
              try:      name the directory that holds the file
            """
        #expect(error == CaughtError(.noInput, message))
    }
}
