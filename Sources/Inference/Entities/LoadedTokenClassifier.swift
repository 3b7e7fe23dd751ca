package import Checkpoints
import Encoders
package import TaskHeads
package import Tokenization

/// The files of a model that names entities, read and checked against one another.
package struct LoadedTokenClassifier: Sendable {
    package let model: TokenClassificationModel
    package let tokenizer: Tokenizer
    package let limit: LengthLimit

    /// - Parameters:
    ///   - maximumLength: The number of tokens of a window; by default the smallest limit that the files name.
    ///   - allowance: What the checkpoint may lack or have too much of.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    package init(directory: String, maximumLength: Int?, allowance: LoadAllowance) throws {
        try Checkpoint.requireDirectory(directory)
        tokenizer = try Tokenizer(directory: directory)
        model = try TokenClassificationModel(directory: directory, allowance: allowance)
        let configuration = model.encoder.configuration
        try tokenizer.requireFits(vocabularySize: configuration.vocabularySize, of: model.configuration.path)
        limit = try LengthLimit(requested: maximumLength, tokenizer: tokenizer, encoder: configuration)
    }

    /// The number of tokens that a window shares with the one before it: the caller's wish, that of training, or the
    /// customary share.
    package func stride(_ requested: Int?) -> Int {
        requested ?? model.settings.stride.flatMap { $0 < limit.tokens - 2 ? $0 : nil }
            ?? WindowedText.customaryStride(limit: limit.tokens)
    }
}
