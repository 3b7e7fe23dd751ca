import ArgumentParser
import Checkpoints
import InputOutput

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what a checkpoint directory holds and what Fledge makes of it.",
        discussion: """
            Every tensor gets a verdict: loaded, newly initialised, not used, unexpected, missing, or of another shape. \
            The last three are errors, and the exit status is then 65.
            """)

    @Argument(help: "The directory, or the name of a model on the hub.")
    var directory: String
    @Flag(help: "List every tensor with its type, shape, verdict and file.")
    var tensors = false
    @Flag(help: "Print the findings as JSON, with all tensors.")
    var json = false
    @OptionGroup
    var allowance: AllowanceOptions
    @OptionGroup
    var talk: TalkOptions

    func run() throws {
        let findings = try CheckpointFindings(
            directory: modelDirectory(directory, talk), allowance: allowance.allowance)
        talk.warn(findings.tokenizerWarnings)
        let text = json ? try JSONOutput.text(findings) : tensors ? findings.withTensors : findings.summary
        try ResultStream.print(text)
        try findings.report.requireComplete(
            path: findings.weightsPath, allowance: allowance.allowance)
    }
}
