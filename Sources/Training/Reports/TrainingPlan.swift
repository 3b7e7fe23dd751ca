public import Checkpoints
public import Inference
public import TensorKernels

/// What a training run is about to do, and with what.
public struct TrainingPlan: Sendable {
    /// A data set as it was read.
    public struct Data: Sendable {
        public let path: String
        public let rowCount: Int
        /// The number of rows that lost tokens at the length limit.
        public let truncatedRowCount: Int
        /// Whether the encoded rows came from the cache.
        public let fromCache: Bool
    }

    public let training: Data
    public let validation: Data?
    public let labels: [String]
    public let lengthLimit: LengthLimit
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice
    /// What became of each tensor of the checkpoint.
    public let loadReport: LoadReport
    public let parameterCount: Int
    public let trainableParameterCount: Int
    public let trainableLayers: TrainableLayers
    /// With a frozen encoder, whether its features came from the cache.
    public let featuresFromCache: Bool?
}
