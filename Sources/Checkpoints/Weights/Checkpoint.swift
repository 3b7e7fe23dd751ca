import Foundation
import InputOutput

/// The files of a model's directory.
public enum Checkpoint {
    /// The path of the weights in a model's directory: its `model.safetensors`.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` where there are no weights at all, `data` where they are in a
    ///   format that cannot be read.
    public static func weightsPath(directory: String) throws -> String {
        let path = path(of: "model.safetensors", in: directory)
        try requireDirectory(directory)
        if FileManager.default.fileExists(atPath: path) { return path }
        for (name, description) in unsupportedFiles {
            let other = Self.path(of: name, in: directory)
            guard FileManager.default.fileExists(atPath: other) else { continue }
            throw FledgeError(
                .data, at: other, "\(description) cannot be read",
                expected: "the weights in one file model.safetensors", found: name,
                advice: "load the model in Python and save it again with safe_serialization into one file "
                    + "model.safetensors")
        }
        throw FledgeError(
            .noInput, at: directory, "the model's directory has no weights", expected: "model.safetensors",
            found: "neither that nor " + unsupportedFiles.map(\.name).joined(separator: " nor "),
            advice: "name the directory that holds config.json and model.safetensors")
    }

    private static let unsupportedFiles: [(name: String, description: String)] = [
        ("model.safetensors.index.json", "a checkpoint in several files"),
        ("pytorch_model.bin", "a checkpoint in PyTorch's own format"),
        ("pytorch_model.bin.index.json", "a checkpoint in several files of PyTorch's own format"),
    ]

    static func path(of name: String, in directory: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// Checks that a model's directory is there.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` where it is missing or no directory.
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
