import ArgumentParser
import Checkpoints
import InputOutput

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows the contents of a checkpoint, and how Fledge reads it.",
        discussion: """
            Every tensor gets a verdict: loaded, newly initialized, not used, unexpected, missing, or of another \
            shape. The last three are errors, for which the exit code is 65.

            Examples:
              fledge inspect all-MiniLM-L6-v2 --tensors
            """)

    @Argument(help: "Directory, or owner/name of a model on the hub.")
    var directory: String
    @Flag(help: "List every tensor with its type, shape, verdict and file.")
    var tensors = false
    @Flag(help: "Print the findings as JSON, with all tensors.")
    var json = false
    @OptionGroup(title: "Model options")
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
