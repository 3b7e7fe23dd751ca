package import InputOutput

extension OutputAvailability {
    /// Tells whether an output exists and no interrupted run is left for it.
    package static func isComplete(_ path: String) -> Bool {
        OutputPath.mode(of: path) != nil && OutputPath.mode(of: LabellingJournal.path(of: path)) == nil
    }
}
