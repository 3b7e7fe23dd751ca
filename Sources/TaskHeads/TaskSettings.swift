public import Checkpoints

/// What the configuration of a model says of its answers, besides the labels' names.
public protocol TaskSettings: Sendable {
    /// Writes the settings into a configuration.
    func write(to configuration: inout ModelConfiguration)
}

extension TaskSettings {
    /// The key of what only Fledge reads.
    static var key: String { "fledge" }
}
