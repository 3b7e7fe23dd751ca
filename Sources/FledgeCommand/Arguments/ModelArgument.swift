import ModelHub

/// The directory of a model that the user named by a path or, as `owner/name`, by its name on the hub.
func modelDirectory(_ argument: String, _ talk: TalkOptions) throws -> String {
    let line = TransferLine(talk)
    defer { line.close() }
    return try ModelLocation.resolve(
        argument,
        progress: { progress in
            if Interruption.isRequested { throw CancellationError() }
            line.show(progress)
        })
}
