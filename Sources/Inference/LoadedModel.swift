package import Checkpoints
import Encoders
package import TaskHeads
package import Tokenization

/// The files of a fine-tuned model, loaded and checked for consistency.
package struct LoadedModel<Model: TaskModel>: Sendable {
    package let model: Model
    package let tokenizer: Tokenizer
    package let limit: LengthLimit

    private init(
        directory: String, maximumLength: Int?, letterCase: LetterCase?, model load: () throws -> Model
    ) throws {
        try Checkpoint.requireDirectory(directory)
        // Check the family first: for unsupported families, advice about the tokenizer would be useless.
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

/// A sequence classifier.
package typealias LoadedClassifier = LoadedModel<SequenceClassificationModel>

extension LoadedModel<SequenceClassificationModel> {
    /// - Parameters:
    ///   - maximumLength: The maximum number of tokens of a text; by default the smallest limit given in the files.
    ///   - task: The task, if the configuration does not specify it.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    ///   - letterCase: The handling of capital letters; `nil` for the setting in the tokenizer's files.
    /// - Throws: `FledgeError` naming the file and the problem.
    package init(
        directory: String, maximumLength: Int?, task: TextTask? = nil, allowance: LoadAllowance,
        letterCase: LetterCase? = nil
    ) throws {
        try self.init(directory: directory, maximumLength: maximumLength, letterCase: letterCase) {
            try SequenceClassificationModel(directory: directory, task: task, allowance: allowance)
        }
    }
}

/// A named-entity recognizer.
package typealias LoadedTokenClassifier = LoadedModel<TokenClassificationModel>

extension LoadedModel<TokenClassificationModel> {
    /// - Parameters:
    ///   - maximumLength: The number of tokens of a window; by default the smallest limit given in the files.
    ///   - allowance: Deviations of the checkpoint that are accepted: missing or surplus tensors.
    ///   - letterCase: The handling of capital letters; `nil` for the setting in the tokenizer's files.
    /// - Throws: `FledgeError` naming the file and the problem.
    package init(
        directory: String, maximumLength: Int?, allowance: LoadAllowance, letterCase: LetterCase? = nil
    ) throws {
        try self.init(directory: directory, maximumLength: maximumLength, letterCase: letterCase) {
            try TokenClassificationModel(directory: directory, allowance: allowance)
        }
    }

    /// The number of tokens that a window shares with the previous one: the requested number, the one used in training,
    /// or the default.
    package func stride(_ requested: Int?) -> Int {
        let trained = model.settings.stride.flatMap { $0 + tokenizer.specialTokenCount() < limit.tokens ? $0 : nil }
        return requested ?? trained ?? WindowedText.customaryStride(limit: limit.tokens)
    }
}
