import ArgumentParser
import Foundation
import InputOutput
import ModelHub

struct Pull: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings a model of the Hugging Face Hub into the cache and prints its directory.",
        discussion: """
            Downloads what a model needs: configuration, tokenizer, modules, and the weights in one format. What the \
            cache has already is not downloaded again, and a download that was interrupted goes on where it stopped. \
            The cache is shared with other programs of the hub.

            The environment decides as usual: HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY, \
            NO_PROXY.
            """)

    @Argument(help: "The model, for instance sentence-transformers/all-MiniLM-L6-v2; perhaps with @revision.")
    var name: String
    @Option(help: "The branch, tag or commit; by default main.")
    var revision: String?
    @Option(help: "The directory of the cache; by default as HF_HUB_CACHE and HF_HOME say.")
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
            Console.say("interrupted: run the command again to go on where it stopped")
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
