import Checkpoints
import Datasets
import TaskHeads

extension Checkpoint {
    /// What tells the weights in a model's directory from others: the SHA-256 of their files, with spaces between.
    static func contentHash(ofWeightsIn directory: String) throws -> String {
        try WeightFiles.paths(ofModel: directory).map { try ContentHash.sha256(path: $0) }.joined(separator: " ")
    }
}
