import ArgumentParser
import Foundation
import InputOutput
import Labelling

/// Where labelled rows go, and how.
struct LabellingOutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The file to write; by default standard output.")
    var output: String?

    @Flag(help: "Replace the output where it exists, and give up an interrupted run with other settings.")
    var overwrite = false

    @Option(
        help: """
            The file for rows that cannot be used, a JSON object a line with line, reason and source; by default \
            OUTPUT.rejects.jsonl with OUTPUT's extension left out. Without an output file they are said.
            """)
    var rejects: String?

    @Option(help: "End with an error when more than so many rows cannot be used.")
    var maxRejects: Int?

    @Option(help: "Make what is done durable every so many seconds.")
    var commitSeconds = 5.0

    @Flag(help: "Print a summary as JSON; goes with --output.")
    var json = false

    func validate() throws {
        if json, output == nil { throw ValidationError("--json goes with --output: standard output has the results.") }
        if let maxRejects, maxRejects < 0 { throw ValidationError("--max-rejects must be 0 or more.") }
        if !(commitSeconds >= 0 && commitSeconds < 1e6) { throw ValidationError("--commit-seconds must be 0 or more.") }
    }

    var settings: BatchLabelling.Settings {
        var settings = BatchLabelling.Settings()
        settings.overwrite = overwrite
        settings.maximumRejects = maxRejects
        settings.commitSeconds = commitSeconds
        return settings
    }

    /// The path of an output that is a file, or will be one; `nil` for standard output, pipes and devices.
    var file: String? {
        output.flatMap { OutputPath.isStream($0) ? nil : $0 }
    }

    /// The format of the output: as asked, or what its name says; JSON Lines where it has no extension.
    func format(_ requested: OutputFormat?) throws -> OutputFormat {
        if let requested { return requested }
        guard let output = file, output.split(separator: "/").last?.contains(".") ?? false else { return .jsonLines }
        return try OutputFormat(path: output)
    }
}

extension OutputFormat: ExpressibleByArgument {}
