import Checkpoints
import InputOutput
import TestSupport
import Testing

/// A model's directory with weights in a file that Fledge does not read.
@Suite struct ForeignWeightsTests {
    @Test(arguments: [
        ("tf_model.h5", "from_tf=True"), ("flax_model.msgpack", "from_flax=True"), ("model.onnx", "was exported"),
        ("onnx/model.onnx", "was exported"), ("minilm-q8.gguf", "a few bits"), ("epoch=3.ckpt", "state_dict"),
        ("best.pt", "name it pytorch_model.bin"), ("weights.safetensors", "name it model.safetensors"),
    ])
    func isNamed(file: String, advice: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write("config.json", "{}")
        try directory.write(file, "x")
        let error = #expect(throws: FledgeError.self) { try Checkpoint.weights(directory: directory.path) }
        #expect(error?.category == .noInput)
        #expect(error?.found?.hasPrefix(file) == true)
        #expect(error?.advice?.contains(advice) == true)
    }

    @Test(arguments: ["training_args.bin", "optimizer.pt", "rng_state_0.pth", "README.md"])
    func otherFilesAreNoWeights(file: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(file, "x")
        let error = #expect(throws: FledgeError.self) { try Checkpoint.weights(directory: directory.path) }
        #expect(error?.problem == "the model's directory has no weights")
    }
}
