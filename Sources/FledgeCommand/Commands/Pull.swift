import ArgumentParser
import Foundation
import InputOutput
import ModelHub

struct Pull: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Downloads a model from the Hugging Face Hub and prints its directory.",
        discussion: """
            Downloads the files that a model needs: configuration, tokenizer, modules, and the weights in one \
            format. Files in the cache are not downloaded again, and an interrupted download resumes where it \
            stopped. The cache is shared with other programs that use the hub.

            These environment variables are honored: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, \
            HTTPS_PROXY and NO_PROXY.

            Examples:
              fledge pull sentence-transformers/all-MiniLM-L6-v2
            """)

    @Argument(help: "Model, such as sentence-transformers/all-MiniLM-L6-v2, optionally with @revision.")
    var name: String
    @Option(help: "Branch, tag or commit (default: main).")
    var revision: String?
    @Option(help: "Directory of the cache (default: by HF_HUB_CACHE and HF_HOME).")
    var cache: String?
    @OptionGroup
    var talk: TalkOptions
    @Flag(help: "Print the results as JSON.")
    var json = false

    private struct Summary: Encodable {
        let model: String, revision: String, commit: String, path: String
        let receivedBytes: Int, seconds: Double
    }

    func run() throws {
        let start = ContinuousClock.now
        var settings = try HubSettings()
        if let cache { settings.cacheDirectory = cache }
        let reference = try ModelReference(name, revision: revision)
        Interruption.watch()
        let line = TransferLine(talk)
        var received = 0
        let path: String
        do {
            defer { line.close() }
            path = try HubClient(settings).snapshot(of: reference) { progress in
                if Interruption.isRequested { throw CancellationError() }
                received = progress.receivedBytes
                line.show(progress)
            }
        } catch is CancellationError {
            Console.say("interrupted: run the same command again to resume")
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        guard json else { return try ResultStream.print(path) }
        try ResultStream.print(
            JSONOutput.text(
                Summary(
                    model: reference.name, revision: reference.revision ?? "main",
                    commit: URL(fileURLWithPath: path).lastPathComponent, path: path, receivedBytes: received,
                    seconds: start.duration(to: .now).seconds)))
    }
}
