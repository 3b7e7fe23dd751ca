package import Checkpoints
import Encoders
package import TaskHeads
package import Tokenization

/// The files of a fine-tuned classifier, read and checked against one another.
package struct LoadedClassifier: Sendable {
    package let model: SequenceClassificationModel
    package let tokenizer: Tokenizer
    package let limit: LengthLimit

    /// - Parameters:
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the files name.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    package init(directory: String, maximumLength: Int?, allowance: LoadAllowance) throws {
        try Checkpoint.requireDirectory(directory)
        tokenizer = try Tokenizer(directory: directory)
        model = try SequenceClassificationModel(directory: directory, allowance: allowance)
        let configuration = model.encoder.configuration
        try tokenizer.requireFits(vocabularySize: configuration.vocabularySize, of: model.configuration.path)
        limit = try LengthLimit(requested: maximumLength, tokenizer: tokenizer, encoder: configuration)
    }
}
