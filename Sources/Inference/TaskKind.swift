import Checkpoints
import Encoders
package import TaskHeads

/// The kind of output of a fine-tuned model.
package enum TaskKind: Sendable {
    case wholeTexts, entities

    /// - Parameter task: The task that the user specified, if any.
    /// - Throws: `FledgeError` if the directory has no readable configuration, or the model's family is not supported.
    package init(ofModel directory: String, task: TextTask? = nil) throws {
        let adapters = try AdapterDirectory.exists(at: directory) ? AdapterDirectory(directory) : nil
        let configuration = try adapters?.configuration() ?? ModelConfiguration(directory: directory)
        // Check the family before reading anything else: for unsupported families, advice about other files would be
        // useless.
        _ = try EncoderFamily(configuration)
        self = task.map { $0 == .entities } ?? configuration.namesEntities ? .entities : .wholeTexts
    }
}
