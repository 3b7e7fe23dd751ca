import ArgumentParser
import Foundation
import InputOutput
import Logging
import TensorKernels

/// The command `fledge`: everything is in its subcommands.
@main
struct Main {
    static func main() {
        LoggingSystem.bootstrap { _ in ConsoleLogHandler() }
        // A reader that went away, as in `fledge label … | head`, is an ordinary error of writing.
        signal(SIGPIPE, SIG_IGN)
        // Ends threads of OpenBLAS that would take a core from the work for a while.
        OpenBLAS.prepare()
        do {
            try WorkerThreads.requireSense()
            try Processor.requireLevel()
            let arguments = try Invocation.arguments.get()
            if let help = try HelpCall.text(for: arguments) {
                print(help)
                return
            }
            var command = try FledgeCommand.parseAsRoot(arguments)
            try command.run()
        } catch let error as FledgeError {
            Console.error(error.description)
            exit(ExitStatus(error.category).rawValue)
        } catch is CancellationError {
            Console.say("interrupted")
            exit(ExitStatus.interrupted.rawValue)
        } catch let code as ExitCode {
            exit(code.rawValue)
        } catch  where FledgeCommand.exitCode(for: error) == .failure {
            Console.error("\(error)")
            exit(ExitStatus.software.rawValue)
        } catch {
            FledgeCommand.exit(withError: error)
        }
    }
}

struct FledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fledge",
        abstract: "Fine-tunes BERT-style encoders, labels and embeds text, on ordinary processors.",
        discussion: """
            Fine-tune a classifier on a file of labelled texts, then use it:

              fledge train --model all-MiniLM-L6-v2 --train reviews.tsv --validation held-out.tsv --output sentiment
              fledge evaluate --model sentiment --data test.tsv
              echo 'What a delight!' | fledge label --model sentiment

            Results go to standard output, talk to standard error.
            """,
        version: Version.description,
        subcommands: [
            Train.self, Tune.self, Evaluate.self, Compare.self, Label.self, Embed.self, Features.self,
            Tokenize.self, TokenizerCommand.self, Pull.self,
            Convert.self, Quantize.self, Inspect.self, Doctor.self, Benchmark.self,
            Runs.self, DataCommand.self,
        ])
}
