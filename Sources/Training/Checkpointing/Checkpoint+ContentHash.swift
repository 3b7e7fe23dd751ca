import Checkpoints
import Datasets

extension Checkpoint {
    /// What tells the weights in a model's directory from others: the SHA-256 of their files, with spaces between.
    static func contentHash(ofWeightsIn directory: String) throws -> String {
        let weights = try weights(directory: directory)
        let files = Set(weights.allTensors.map(\.file)).union([weights.path]).sorted()
        return try files.map { try ContentHash.sha256(path: $0) }.joined(separator: " ")
    }
}
