import ArgumentParser
import Foundation
import InputOutput
import Labelling

/// The output of labelled rows.
struct LabellingOutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "File to write (default: standard output).")
    var output: String?

    @Flag(help: "Replace an existing output, and discard an interrupted run with other settings.")
    var overwrite = false

    @Option(
        help: """
            File for rows that cannot be used, one JSON object per line with line, reason and source (default: \
            OUTPUT.rejects.jsonl without OUTPUT's extension; without --output, they are printed as warnings).
            """)
    var rejects: String?

    @Option(help: "Stop with an error if more than N rows cannot be used (default: no limit).")
    var maxRejects: Int?

    @Option(help: "Interval in seconds at which results are flushed to disk.")
    var commitSeconds = 5.0

    @Flag(help: "Print a summary as JSON (with --output).")
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

    /// The path of an output that is or will be a file; `nil` for standard output, pipes and devices.
    var file: String? {
        output.flatMap { OutputPath.isStream($0) ? nil : $0 }
    }

    /// The format of the output: as requested, or by its name; JSON Lines if it has no extension.
    func format(_ requested: OutputFormat?) throws -> OutputFormat {
        if let requested { return requested }
        guard let output = file, output.split(separator: "/").last?.contains(".") ?? false else { return .jsonLines }
        return try OutputFormat(path: output)
    }
}

extension OutputFormat: ExpressibleByArgument {}
