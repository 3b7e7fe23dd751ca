package import Checkpoints
import Encoders

extension ModelConfiguration {
    /// The configuration of a model to be used as it is: that of its directory or, for adapters, that of their base with
    /// them.
    ///
    /// - Throws: `FledgeError` if the directory has no configuration that can be read, or the model is of a family that is
    ///   not supported.
    package init(ofModel directory: String) throws {
        self =
            try AdapterDirectory.exists(at: directory)
            ? AdapterDirectory(directory).configuration() : ModelConfiguration(directory: directory)
        // Before anything else of it is read: advice about its other files would lead nowhere.
        _ = try EncoderFamily(self)
    }
}
