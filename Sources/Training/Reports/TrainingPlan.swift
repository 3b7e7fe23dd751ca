public import Checkpoints
public import Datasets
public import Inference
public import TaskHeads
public import TensorKernels

/// What a training run is about to do, and with what.
public struct TrainingPlan: Sendable {
    /// A data set as it was read.
    public struct Data: Sendable {
        public let path: String
        public let rowCount: Int
        /// The number of rows that lost tokens at the length limit.
        public let truncatedRowCount: Int
        /// Whether the encoded rows came from the cache; `nil` for a file that is read each time.
        public let fromCache: Bool?
        /// The SHA-256 of the file's bytes, in hexadecimal digits.
        public let sha256: String
        /// What the file was found to be, in words.
        public var remarks: [String] = []
        /// What in the file was repaired or left out, for people; empty where there is nothing to say.
        public var doubts = ""
        /// What a file of entities was read as.
        var reading: EntityDataReading?
        /// Which columns were read as what; `nil` for files of other tasks than those of whole texts.
        public var columns: DataDescription?
        /// Whether the rows were held out of the training file.
        public private(set) var isHeldOut = false

        /// Notes that the rows were held out of the training file, if the settings say so.
        mutating func holdOut(_ settings: FineTuning) {
            guard settings.validation == nil, settings.validationShare != nil else { return }
            isHeldOut = true
            remarks.append("held out of the training data (seed \(settings.recipe.seed))")
        }
    }

    public let task: TextTask
    public let training: Data
    public let validation: Data?
    /// Rows of an earlier task that are seen again.
    public let replay: Data?
    public let labels: [String]
    /// The number of training rows of each label.
    public let labelCounts: [Int]
    public let lengthLimit: LengthLimit
    /// What the user should know about the files of the tokenizer, a sentence each.
    public let tokenizerWarnings: [String]
    /// The arithmetic of the products, and why it was chosen.
    public let precision: Precision.Choice
    /// What tells the pretrained weights from others: the SHA-256 of their files, with spaces between.
    public let weightsHash: String
    /// What became of each tensor of the checkpoint.
    public let loadReport: LoadReport
    /// The parameters that begin with new values.
    public let newParameters: [String]
    public let parameterCount: Int
    /// The number of elements that learn.
    public let trainableParameterCount: Int
    /// What learns, in words.
    public let trainedDescription: String
    /// How often every row is seen, and the highest learning rate; `nil` for a probe, which has neither.
    public let pace: (epochs: Int, learningRate: Double)?
    /// What the recipe would have done by itself.
    let customary: CustomarySettings
    /// With a frozen encoder, whether its features came from the cache.
    public let featuresFromCache: Bool?
}
