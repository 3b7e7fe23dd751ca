import Foundation
import Testing

/// The layers of help: the most used options, the options of a group, every option.
@Suite struct HelpTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace(model: nil) }

    /// The output of a command, whose words may be given as one argument.
    private func help(_ arguments: String...) throws -> String {
        let outcome = try workspace.run(arguments.flatMap { $0.split(separator: " ").map(String.init) })
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        return outcome.text
    }

    /// The long names of the options that a help text describes.
    private func options(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap {
                $0.split(whereSeparator: { " ,/".contains($0) }).filter { $0.hasPrefix("--") }.map(String.init)
            })
    }

    static let commands = [
        "train", "tune", "evaluate", "compare", "label", "embed", "features", "tokenize", "benchmark", "quantize",
        "data check",
    ]

    @Test(arguments: [
        "", "pull", "inspect", "convert", "doctor", "runs", "runs list", "runs show", "runs compare", "runs remove",
        "data",
        "data list", "data show", "data verify", "data export", "data remove", "data benchmark", "tokenizer",
        "tokenizer train",
    ])
    func everyOptionFitsOnAPage(command: String) throws {
        let text = try help(command, "--help")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 60)
        #expect(!text.contains("MORE OPTIONS:"))
    }

    @Test(arguments: commands)
    func mostUsedOptionsFitOnAPage(command: String) throws {
        let text = try help(command, "--help")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 60)
        #expect(text.contains("\nUSAGE: fledge \(command) "))
        #expect(text.contains("  --help-all "))
        #expect(try help(command, "-h") == text)
        #expect(try help("help", command) == text)
    }

    @Test(arguments: commands)
    func everyOptionIsInOneGroup(command: String) throws {
        let short = try help(command, "--help")
        let all = options(in: try help(command, "--help-all"))
        let groups = options(in: short).filter { $0.hasPrefix("--help-") && $0 != "--help-all" }
        #expect(!groups.isEmpty)
        var found = options(in: short).filter { !$0.hasPrefix("--help-") }
        for group in groups {
            let members = options(in: try help(command, group))
            #expect(!members.isEmpty)
            #expect(members.isSubset(of: all))
            found.formUnion(members)
        }
        #expect(found == all)
    }

    @Test func groupsOfTraining() throws {
        #expect(options(in: try help("train", "--help-optimization")).contains("--weight-decay"))
        #expect(options(in: try help("train", "--help-regularization")).contains("--label-smoothing"))
        #expect(options(in: try help("train", "--help-transfer")).isSuperset(of: ["--lora", "--check-transfer"]))
        #expect(options(in: try help("train", "--help-model")).isSuperset(of: ["--precision", "--cased"]))
        #expect(options(in: try help("train", "--help-output")).contains("--keep-checkpoints"))
    }

    @Test func examplesFollowTheOptions() throws {
        let text = try help("train", "--help")
        let options = try #require(text.range(of: "\nOPTIONS:\n"))
        let examples = try #require(text.range(of: "\nEXAMPLES:\n  fledge train "))
        #expect(options.lowerBound < examples.lowerBound)
    }

    @Test func unknownGroup() throws {
        let outcome = try workspace.run(["train", "--help-everything"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("Unknown option '--help-everything'. Expected --help-"))
        #expect(outcome.errors.contains("--help-all"))
    }
}
