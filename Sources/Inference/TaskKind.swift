import Checkpoints
import Encoders
package import TaskHeads

/// What a fine-tuned model answers about.
package enum TaskKind: Sendable {
    case wholeTexts, entities

    /// - Parameter task: The task that the user names, if any.
    /// - Throws: `FledgeError` where the directory has no configuration that can be read, or the model is of a family that
    ///   is not supported.
    package init(ofModel directory: String, task: TextTask? = nil) throws {
        let adapters = try AdapterDirectory.exists(at: directory) ? AdapterDirectory(directory) : nil
        let configuration = try adapters?.configuration() ?? ModelConfiguration(directory: directory)
        // Before anything else of it is read: advice about its other files would lead nowhere.
        _ = try EncoderFamily(configuration)
        self = task.map { $0 == .entities } ?? configuration.namesEntities ? .entities : .wholeTexts
    }
}
