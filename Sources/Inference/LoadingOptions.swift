public import Checkpoints
public import TaskHeads
public import TensorKernels
public import Tokenization

/// The choices in loading a model; by default, its files decide.
public struct LoadingOptions: Sendable {
    /// The maximum number of tokens of a text, or of a window of a long text; `nil` for the smallest limit given in the
    /// files.
    public var maximumLength: Int?
    /// The precision of matrix multiplications; `nil` for the fastest on this processor whose results stay close to
    /// single precision.
    public var precision: Precision?
    /// The task of a classifier whose configuration does not specify it: for instance `.multiLabel` for a multi-label
    /// model without `problem_type`.
    public var task: TextTask?
    /// Deviations of the checkpoint that are accepted: missing or surplus tensors.
    public var allowance: LoadAllowance
    /// The handling of capital letters; `nil` for the setting in the tokenizer's files.
    public var letterCase: LetterCase?

    public init(
        maximumLength: Int? = nil, precision: Precision? = nil, task: TextTask? = nil,
        allowance: LoadAllowance = LoadAllowance(), letterCase: LetterCase? = nil
    ) {
        self.maximumLength = maximumLength
        self.precision = precision
        self.task = task
        self.allowance = allowance
        self.letterCase = letterCase
    }
}
