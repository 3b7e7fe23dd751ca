import Datasets
import Foundation
import Hashing
import Inference
import InputOutput
import TaskHeads
import TensorKernels

/// Everything that a model's answers depend on besides the texts.
enum ModelSettings {
    /// The settings that all models have, for ``TextLabeller/settings``.
    static func of(_ model: PretrainedModel) throws -> [String: String] {
        var settings = [
            "model": try fingerprint(directory: model.directory), "precision": model.precision.precision.rawValue,
            "arithmetic": "\(Processor.kernelLevel) over OpenBLAS's \(OpenBLAS.status.core)",
            "maximum length": "\(model.lengthLimit.tokens)",
        ]
        settings["case of letters"] = model.letterCase
        return settings
    }

    /// The SHA-256 of a model's files: weights, tokenizer and configurations.
    static func fingerprint(directory: String) throws -> String {
        let weights = try WeightFiles.paths(ofModel: directory)
        let others = try FileManager.default.subpathsOfDirectory(atPath: directory).filter { name in
            let file = name.split(separator: "/").last ?? ""
            return file == "vocab.txt" || file.hasSuffix(".json") && !resultNames.contains(String(file))
        }
        var hash = IncrementalHash(.sha256)
        for path in Set(weights + others.map { directory.path(of: $0) }).sorted() {
            let file = try MappedFile(path: path)
            // The files of an adapter's base model may be anywhere.
            let name =
                path.hasPrefix(directory) ? path.dropFirst(directory.count) : path.split(separator: "/").last ?? ""
            hash.update("\(name) \(file.bytes.count)\n".utf8)
            withExtendedLifetime(file) { hash.update(file.bytes) }
        }
        return hash.digest.hexadecimal
    }

    /// Files that describe the training and do not affect answers.
    private static let resultNames: Set = [
        "report.json", "training.json", "transfer.json", "training_state.json", "fledge_tokenizer_probes.json",
    ]
}
