import ArgumentParser
import Training

/// The handling of an existing output, and the checkpoints of a run.
struct TrainingOutputOptions: ParsableArguments {
    @Flag(help: "Replace an existing output directory, and discard an interrupted run.")
    var overwrite = false
    @Flag(help: "Continue an interrupted run, if there is one.")
    var resume = false
    @Flag(help: "Continue an interrupted run even if data or settings have changed.")
    var resumeChanged = false
    @Option(
        help: """
            Write a checkpoint every N updates, in addition to those after epochs, which are at most one a minute.
            """)
    var checkpointSteps: Int?
    @Option(help: "Number of latest checkpoints to keep during training, in addition to the best one.")
    var keepCheckpoints = 2

    func validate() throws {
        if let checkpointSteps, checkpointSteps < 1 { throw ValidationError("--checkpoint-steps must be 1 or more.") }
        if keepCheckpoints < 1 { throw ValidationError("--keep-checkpoints must be 1 or more.") }
    }

    /// Indicates that files of an earlier run may be replaced.
    var mayReplace: Bool { overwrite || resume || resumeChanged }

    /// Applies the settings to a training.
    func apply(to training: inout FineTuning) {
        training.overwrite = overwrite
        training.resumption = resumeChanged ? .changed : resume ? .unchanged : .none
        training.checkpointInterval = checkpointSteps
        training.keptCheckpoints = keepCheckpoints
    }
}
