import Inference

extension LoadingOptions {
    /// The options that the commands share.
    init(
        length: LengthOption? = nil, precision: PrecisionOption, allowance: AllowanceOptions,
        letterCase: LetterCaseOption? = nil, task: TaskOption? = nil
    ) {
        self.init(
            maximumLength: length?.maximumLength, precision: precision.precision, task: task?.task,
            allowance: allowance.allowance, letterCase: letterCase?.letterCase)
    }
}
