package import Checkpoints
import Encoders
package import TaskHeads
package import Tokenization

/// The files of a fine-tuned model, read and checked against one another.
package struct LoadedModel<Model: TaskModel>: Sendable {
    package let model: Model
    package let tokenizer: Tokenizer
    package let limit: LengthLimit

    private init(
        directory: String, maximumLength: Int?, letterCase: LetterCase?, model load: () throws -> Model
    ) throws {
        try Checkpoint.requireDirectory(directory)
        // The family first: without it, advice about the tokenizer leads nowhere.
        _ = try TaskKind(ofModel: directory)
        let preparation = try CrossEncoderSettings.read(directory: directory)
        var tokenizer = try Tokenizer(directory: directory, letterCase: letterCase)
        if preparation?.lowercases == true, letterCase != .cased { tokenizer = try tokenizer.lowercasingFirst() }
        self.tokenizer = tokenizer
        model = try load()
        let configuration = model.encoder.configuration
        try tokenizer.requireFits(vocabularySize: configuration.vocabularySize, of: model.configuration.path)
        limit = try LengthLimit(
            requested: maximumLength, tokenizer: tokenizer, encoder: configuration,
            overriding: preparation?.limit)
    }
}

/// A classifier of whole texts.
package typealias LoadedClassifier = LoadedModel<SequenceClassificationModel>

extension LoadedModel<SequenceClassificationModel> {
    /// - Parameters:
    ///   - maximumLength: The most tokens of a text; by default the smallest limit that the files name.
    ///   - task: What the model says of a text, if its configuration does not say so.
    ///   - allowance: What the checkpoint may lack or have too much of.
    ///   - letterCase: What becomes of capital letters; `nil` for what the tokenizer's files say.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    package init(
        directory: String, maximumLength: Int?, task: TextTask? = nil, allowance: LoadAllowance,
        letterCase: LetterCase? = nil
    ) throws {
        try self.init(directory: directory, maximumLength: maximumLength, letterCase: letterCase) {
            try SequenceClassificationModel(directory: directory, task: task, allowance: allowance)
        }
    }
}

/// A model that names entities.
package typealias LoadedTokenClassifier = LoadedModel<TokenClassificationModel>

extension LoadedModel<TokenClassificationModel> {
    /// - Parameters:
    ///   - maximumLength: The number of tokens of a window; by default the smallest limit that the files name.
    ///   - allowance: What the checkpoint may lack or have too much of.
    ///   - letterCase: What becomes of capital letters; `nil` for what the tokenizer's files say.
    /// - Throws: `FledgeError` naming the file and what is wrong with it.
    package init(
        directory: String, maximumLength: Int?, allowance: LoadAllowance, letterCase: LetterCase? = nil
    ) throws {
        try self.init(directory: directory, maximumLength: maximumLength, letterCase: letterCase) {
            try TokenClassificationModel(directory: directory, allowance: allowance)
        }
    }

    /// The number of tokens that a window shares with the one before it: the caller's wish, that of training, or the
    /// customary share.
    package func stride(_ requested: Int?) -> Int {
        let trained = model.settings.stride.flatMap { $0 + tokenizer.specialTokenCount() < limit.tokens ? $0 : nil }
        return requested ?? trained ?? WindowedText.customaryStride(limit: limit.tokens)
    }
}
