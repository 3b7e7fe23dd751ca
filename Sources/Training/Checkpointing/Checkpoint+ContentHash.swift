import Checkpoints
import DatasetCaching
import Datasets
import TaskHeads

extension Checkpoint {
    /// Identifies the weights in a model's directory: the SHA-256 hashes of their files, separated by spaces.
    static func contentHash(ofWeightsIn directory: String) throws -> String {
        try WeightFiles.paths(ofModel: directory).map { try ContentHash.sha256(path: $0) }.joined(separator: " ")
    }
}
