public import Checkpoints

/// A model's task settings in its configuration, besides the label names.
public protocol TaskSettings: Sendable {
    /// Writes the settings into a configuration.
    func write(to configuration: inout ModelConfiguration)
}

extension TaskSettings {
    /// The key of settings that only Fledge reads.
    static var key: String { "fledge" }
}
