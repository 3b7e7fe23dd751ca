public import Checkpoints
public import Datasets
public import Inference
public import TaskHeads
public import TensorKernels

/// The work that a training run is about to do.
public struct TrainingPlan: Sendable {
    /// A dataset as it was read.
    public struct Data: Sendable {
        public let path: String
        public let rowCount: Int
        /// The number of rows that were truncated to the length limit.
        public let truncatedRowCount: Int
        /// Tells whether the encoded rows came from the cache; `nil` for a file that is read each time.
        public let fromCache: Bool?
        /// The SHA-256 of the file's bytes, in hexadecimal.
        public let sha256: String
        /// Descriptions of the file's content.
        public var remarks: [String] = []
        /// A message about what was repaired or left out; empty if nothing was.
        public var doubts = ""
        /// The interpretation of the file.
        var reading: Reading?
        /// The columns that were read; `nil` for tasks that do not classify whole texts.
        public var columns: DataDescription? {
            if case .columns(let columns) = reading { columns } else { nil }
        }
        /// Tells whether the rows were held out from the training file.
        public private(set) var isHeldOut = false

        /// The interpretation of a file: rows with columns, or texts with entities.
        enum Reading: Encodable {
            case columns(DataDescription)
            case entities(EntityDataReading)

            func encode(to encoder: any Encoder) throws {
                switch self {
                case .columns(let columns): try columns.encode(to: encoder)
                case .entities(let entities): try entities.encode(to: encoder)
                }
            }
        }

        /// Notes that the rows were held out from the training file, if the settings say so.
        mutating func holdOut(_ settings: FineTuning) {
            guard settings.validation == nil, settings.validationShare != nil else { return }
            isHeldOut = true
            remarks.append("held out of the training data (seed \(settings.recipe.seed))")
        }
    }

    public let task: TextTask
    public let training: Data
    public let validation: Data?
    /// Rows of an earlier task that are replayed.
    public let replay: Data?
    public let labels: [String]
    /// The number of training rows of each label.
    public let labelCounts: [Int]
    public let lengthLimit: LengthLimit
    /// Warnings about the tokenizer's files, one sentence each.
    public let tokenizerWarnings: [String]
    /// The precision of matrix multiplications, and why it was chosen.
    public let precision: Precision.Choice
    /// Identifies the pretrained weights: the SHA-256 hashes of their files, separated by spaces.
    public let weightsHash: String
    /// The fate of each tensor of the checkpoint.
    public let loadReport: LoadReport
    /// The parameters that start from new values.
    public let newParameters: [String]
    public let parameterCount: Int
    /// The number of trainable elements.
    public let trainableParameterCount: Int
    /// A description of what is trained.
    public let trainedDescription: String
    /// The number of epochs and the peak learning rate; `nil` for a probe, which has neither.
    public let pace: (epochs: Int, learningRate: Double)?
    /// The default settings that the recipe would have had.
    let customary: CustomarySettings
    /// With a frozen encoder, tells whether its features came from the cache.
    public let featuresFromCache: Bool?
}
