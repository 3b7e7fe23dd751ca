import Checkpoints
import TaskHeads

/// What a fine-tuned model answers about.
package enum TaskKind: Sendable {
    case wholeTexts, entities

    /// - Throws: `FledgeError` where the directory has no configuration that can be read.
    package init(ofModel directory: String) throws {
        let adapters = try AdapterDirectory.exists(at: directory) ? AdapterDirectory(directory) : nil
        let configuration = try adapters?.configuration() ?? ModelConfiguration(directory: directory)
        self = configuration.namesEntities ? .entities : .wholeTexts
    }
}
