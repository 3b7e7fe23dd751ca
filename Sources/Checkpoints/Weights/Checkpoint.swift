import Foundation
import InputOutput

/// The files in a model's directory.
public enum Checkpoint {
    /// The file of weights with 8-bit integer matrices, which only Fledge reads: other libraries look for other names,
    /// so they reject the directory instead of mistaking the integers for weights.
    package static let quantizedName = "fledge-int8.safetensors"

    /// Opens the weights in a model's directory, in any supported format.
    ///
    /// If there are several, the first of these is used: `model.safetensors`, its shards, `pytorch_model.bin`, its
    /// shards, a TensorFlow checkpoint. If modules.json names a subfolder for the encoder, that is searched.
    ///
    /// The prefix of a module that the model was wrapped in (`module.`, `_orig_mod.` and the like) is removed from the
    /// names.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if there are no weights, `data` if they are damaged.
    public static func weights(directory: String) throws -> any WeightsSource {
        try requireDirectory(directory)
        let directory = EncoderDirectory.path(of: directory)
        let formats: [(name: String, open: (String) throws -> any WeightsSource)] = [
            ("model.safetensors", { try SafetensorsFile(path: $0) }),
            (
                "model.safetensors.index.json",
                { try ShardedWeights(index: $0) { try SafetensorsFile(path: $0) } }
            ),
            ("pytorch_model.bin", { try PyTorchArchive(path: $0) }),
            (
                "pytorch_model.bin.index.json",
                { try ShardedWeights(index: $0) { try PyTorchArchive(path: $0) } }
            ),
            (quantizedName, { try SafetensorsFile(path: $0) }),
        ]
        for (name, open) in formats {
            let path = directory.path(of: name)
            if FileManager.default.fileExists(atPath: path) { return UnwrappedWeights.unwrapping(try open(path)) }
        }
        if let prefix = try TensorFlowBundle.find(in: directory) {
            return UnwrappedWeights.unwrapping(try TensorFlowBundle(prefix: prefix))
        }
        if let error = AdapterBase.error(in: directory) { throw error }
        if let error = ForeignWeights.error(in: directory) { throw error }
        throw FledgeError(
            .noInput, at: directory, "the model's directory has no weights", expected: "model.safetensors",
            found: "neither that nor model.safetensors.index.json, pytorch_model.bin, pytorch_model.bin.index.json or "
                + "a TensorFlow checkpoint (.ckpt.index)",
            advice: "name the directory that holds config.json and model.safetensors")
    }

    /// Checks that a model's directory exists.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if it is missing or not a directory.
    package static func requireDirectory(_ path: String) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw FledgeError(
                .noInput, at: path, "no such directory",
                expected: "a model's directory with config.json and model.safetensors", advice: "check the path")
        }
        guard isDirectory.boolValue else {
            throw FledgeError(
                .noInput, at: path, "is not a directory",
                expected: "a model's directory with config.json and model.safetensors",
                advice: "name the directory that holds the file")
        }
    }
}
