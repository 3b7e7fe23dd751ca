import Checkpoints

/// The files that hold the weights of a model.
package enum WeightFiles {
    /// Those in the model's directory, in the order of their names; of adapters, theirs and those of the model that they
    /// belong to.
    ///
    /// - Throws: `FledgeError` where there are none, or they cannot be read.
    package static func paths(ofModel directory: String) throws -> [String] {
        guard AdapterDirectory.exists(at: directory) else {
            let weights = try Checkpoint.weights(directory: directory)
            return Set(weights.allTensors.map(\.file)).union([weights.path]).sorted()
        }
        let adapters = try AdapterDirectory(directory)
        return try adapters.files + paths(ofModel: adapters.base)
    }
}
