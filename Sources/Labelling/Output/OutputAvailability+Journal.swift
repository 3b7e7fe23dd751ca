package import InputOutput

extension OutputAvailability {
    /// Whether an output is there, and not as one that a run left to be gone on with.
    package static func isComplete(_ path: String) -> Bool {
        OutputPath.mode(of: path) != nil && OutputPath.mode(of: LabellingJournal.path(of: path)) == nil
    }
}
