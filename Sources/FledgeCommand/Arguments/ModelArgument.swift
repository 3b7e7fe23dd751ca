import Checkpoints
import Logging
import ModelHub

/// The directory of a model that the user named by a path, by its name in the local folder of models or, as `owner/name`,
/// by its name on the hub.
///
/// Prints a warning for each setting that `config.json` leaves open and that is taken from the weights.
func modelDirectory(_ argument: String, _ talk: TalkOptions) throws -> String {
    let directory = try resolvedDirectory(argument, talk)
    let findings = (try? ModelConfiguration(directory: directory).findings) ?? []
    for finding in findings { talk.logger.warning("\(finding)") }
    return directory
}

private func resolvedDirectory(_ argument: String, _ talk: TalkOptions) throws -> String {
    let line = TransferLine(talk)
    defer { line.close() }
    return try ModelLocation.resolve(
        argument,
        progress: { progress in
            if Interruption.isRequested { throw CancellationError() }
            line.show(progress)
        })
}
