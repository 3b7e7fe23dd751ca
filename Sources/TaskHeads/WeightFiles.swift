import Checkpoints

/// The weight files of a model.
package enum WeightFiles {
    /// Returns the files in the model's directory, in the order of their names; for adapters, their files and those of
    /// the base model.
    ///
    /// - Throws: `FledgeError` if no weights are found or they cannot be read.
    package static func paths(ofModel directory: String) throws -> [String] {
        guard AdapterDirectory.exists(at: directory) else {
            let weights = try Checkpoint.weights(directory: directory)
            return Set(weights.allTensors.map(\.file)).union([weights.path]).sorted()
        }
        let adapters = try AdapterDirectory(directory)
        return try adapters.files + paths(ofModel: adapters.base)
    }
}
