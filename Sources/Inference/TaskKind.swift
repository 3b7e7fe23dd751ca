import Checkpoints
package import TaskHeads

/// The kind of output of a fine-tuned model.
package enum TaskKind: Sendable {
    case wholeTexts, entities

    /// - Parameter task: The task that the user specified, if any.
    /// - Throws: `FledgeError` if the directory has no readable configuration, or the model's family is not supported.
    package init(ofModel directory: String, task: TextTask? = nil) throws {
        let configuration = try ModelConfiguration(ofModel: directory)
        self = task.map { $0 == .entities } ?? configuration.namesEntities ? .entities : .wholeTexts
    }
}
