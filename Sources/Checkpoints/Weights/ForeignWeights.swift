import Foundation
import InputOutput

/// Weight formats that Fledge does not read, and how to convert them.
enum ForeignWeights {
    private static let formats: [(suffix: String, name: String, advice: String)] = [
        (
            ".h5", "TensorFlow's Keras",
            "convert them with Python and transformers 4: AutoModel….from_pretrained(DIR, "
                + "from_tf=True).save_pretrained(OUTPUT)"
        ),
        (
            ".msgpack", "Flax",
            "convert them with Python and transformers 4: AutoModel….from_pretrained(DIR, "
                + "from_flax=True).save_pretrained(OUTPUT)"
        ),
        (
            ".onnx", "ONNX",
            "fetch model.safetensors from the model that was exported; an ONNX graph cannot be turned back into it reliably"
        ),
        (
            ".gguf", "llama.cpp",
            "fetch model.safetensors from the model that was converted; GGUF files are often rounded to a few bits"
        ),
        (".tflite", "TensorFlow Lite", "fetch model.safetensors from the model that was converted"),
        (".mlmodel", "Core ML", "fetch model.safetensors from the model that was converted"),
        (".ot", "rust-bert", "fetch model.safetensors from the model that was converted"),
        (
            ".ckpt", "PyTorch Lightning",
            "save the module's state_dict with Python: torch.save(torch.load(FILE)[\"state_dict\"], "
                + "\"pytorch_model.bin\")"
        ),
        (
            ".pt", "PyTorch",
            "if the file holds a state_dict, name it pytorch_model.bin"
        ),
        (
            ".pth", "PyTorch",
            "if the file holds a state_dict, name it pytorch_model.bin"
        ),
        (
            ".safetensors", "safetensors",
            "if the file holds this model, name it model.safetensors"
        ),
        (
            ".bin", "PyTorch",
            "if the file holds this model's state_dict, name it pytorch_model.bin"
        ),
    ]

    /// The error for weights with another format or name in a directory, or one level below; `nil` if there are none.
    static func error(in directory: String) -> FledgeError? {
        let files = FileManager.default
        let top = ((try? files.contentsOfDirectory(atPath: directory)) ?? []).sorted()
        let below = ["onnx", "gguf", "openvino", "tf_model", "flax"].flatMap { folder in
            ((try? files.contentsOfDirectory(atPath: directory.path(of: folder))) ?? []).sorted().map {
                "\(folder)/\($0)"
            }
        }
        for (suffix, name, advice) in formats {
            guard let file = (top + below).first(where: { $0.lowercased().hasSuffix(suffix) && !isNoModel($0) }) else {
                continue
            }
            return FledgeError(
                .noInput, at: directory, "the model's weights are in a file that Fledge does not read",
                expected: "model.safetensors or pytorch_model.bin", found: "\(file) (\(name))", advice: advice)
        }
        return nil
    }

    /// Returns true if a file with the suffix of weights is another file written by trainers.
    private static func isNoModel(_ name: String) -> Bool {
        ["training_args.bin", "optimizer.bin", "optimizer.pt", "scheduler.pt", "scheduler.bin", "scaler.pt"]
            .contains(name) || name.hasPrefix("rng_state") || name.hasPrefix("adapter_model")
            || name.hasPrefix("random_states")
    }
}
