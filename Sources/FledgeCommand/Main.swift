import ArgumentParser
import Foundation
import InputOutput
import Logging
import TensorKernels

/// The entry point of the command `fledge`.
@main
struct Main {
    static func main() {
        LoggingSystem.bootstrap { _ in ConsoleLogHandler() }
        // A reader that has gone, as in `fledge label … | head`, is an ordinary write error.
        signal(SIGPIPE, SIG_IGN)
        // Ends threads of OpenBLAS that would occupy cores for a while.
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
        abstract: "Fine-tunes BERT-style encoders, and labels and embeds texts, on CPUs.",
        discussion: """
            Results go to standard output, progress and log messages to standard error.

            Examples:
              fledge train -m all-MiniLM-L6-v2 --train reviews.tsv -o sentiment
              fledge evaluate --model sentiment --data test.tsv
              echo 'What a delight!' | fledge label --model sentiment
            """,
        version: Version.description,
        subcommands: [
            Train.self, Tune.self, Evaluate.self, Compare.self, Label.self, Embed.self, Features.self,
            Tokenize.self, TokenizerCommand.self, Pull.self,
            Convert.self, Quantize.self, Inspect.self, Doctor.self, Benchmark.self,
            Runs.self, DataCommand.self,
        ])
}
