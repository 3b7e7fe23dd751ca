import Checkpoints
import Foundation
import InputOutput

/// The preprocessing settings of a sentence-transformers encoder: the content of `sentence_bert_config.json`, or of its
/// counterpart for another family.
package struct SentenceTransformerSettings: Sendable, Equatable {
    /// The maximum number of tokens of a text, if the file specifies it. It replaces the tokenizer's own limit.
    package var limit: LengthLimit?
    /// True if texts are lowercased before tokenization.
    package var lowercases = false
    /// True if special tokens are added to texts.
    package var addsSpecialTokens = true

    private static let limitKeys = ["max_seq_length", "do_lower_case"]
    private static let loadingKeys = [
        "model_args", "model_kwargs", "tokenizer_args", "processor_kwargs", "config_args", "config_kwargs",
    ]
    /// Settings that do not affect the embeddings of texts: `unpad_inputs` only affects speed.
    private static let ignored = ["unpad_inputs"]

    /// Reads the settings next to the encoder; without such a file, the defaults apply.
    ///
    /// - Parameter isCrossEncoder: True if texts are turned into scores instead of embeddings.
    /// - Throws: `FledgeError` that names the first setting that is not supported.
    package init(directory: String, isCrossEncoder: Bool = false) throws {
        let directory = EncoderDirectory.path(of: directory)
        let paths = SentenceTransformerFiles.encoderSettings.map(directory.path(of:)).filter(FileSystemEntry.isFile)
        // As in sentence-transformers, an empty file is skipped.
        let files = try paths.map { ($0, try JSONValue(contentsOf: $0).objectValue ?? [:]) }
        guard let (path, values) = files.first(where: { !$0.1.isEmpty }) else { return }
        let settings = ModelConfiguration(values: values, path: path)
        try settings.requireKnownSettings(
            Set(
                Self.limitKeys + Self.loadingKeys + Self.ignored + [
                    "transformer_task", "modality_config", "module_output_name", "processing_kwargs",
                ]))
        let (task, output) =
            isCrossEncoder ? ("sequence-classification", "scores") : ("feature-extraction", "token_embeddings")
        try settings.requireSetting("transformer_task", in: [.string(task)])
        try settings.requireSetting("module_output_name", in: [.string(output)])
        try Self.requireTexts(settings, become: isCrossEncoder ? "logits" : "last_hidden_state")
        lowercases = try settings.boolean("do_lower_case", default: false)
        try readLimit("max_seq_length", of: settings)
        for key in Self.loadingKeys { try readLoadingArguments(key, of: settings) }
        for key in ["text", "common"] { try readProcessing(key, of: settings, isCrossEncoder: isCrossEncoder) }
    }

    private static func members(_ key: String, of settings: ModelConfiguration) -> ModelConfiguration {
        ModelConfiguration(values: settings.values[key]?.objectValue ?? [:], path: "\(settings.path): \(key)")
    }

    private mutating func readLimit(_ key: String, of settings: ModelConfiguration) throws {
        guard let value = settings.values[key], value != .null else { return }
        guard let tokens = value.integerValue, tokens > 0 else {
            throw FledgeError(
                .data, at: "\(settings.path): \(key)", "the number of tokens is out of range", expected: "at least 1",
                found: value.excerpt)
        }
        let file = settings.path.split(separator: "/").last.map(String.init) ?? settings.path
        limit = LengthLimit(tokens: tokens, source: "\(key) of \(file)")
    }

    /// Checks that texts become an output of the model's forward pass; settings for images and audio are ignored.
    private static func requireTexts(_ settings: ModelConfiguration, become output: String) throws {
        guard let modalities = settings.values["modality_config"], modalities != .null else { return }
        let text = ModelConfiguration(
            values: modalities["text"]?.objectValue ?? [:], path: "\(settings.path): modality_config: text")
        try text.requireKnownSettings(["method", "method_output_name"])
        try text.requireSetting("method", in: [.string("forward")])
        let output = JSONValue.string(output)
        try text.requireSetting("method_output_name", in: [output, .array([output])])
        guard text.values["method_output_name"] != nil, modalities["message"] == nil else {
            throw FledgeError(
                .data, at: "\(settings.path): modality_config", "texts cannot be taken in this way",
                expected: "a member text, and no member message", found: modalities.excerpt)
        }
    }

    /// Reads the loading arguments of the model, its tokenizer and its configuration: precision and attention
    /// implementation change results no more than rounding does.
    private mutating func readLoadingArguments(_ key: String, of settings: ModelConfiguration) throws {
        let members = Self.members(key, of: settings)
        let isTokenizer = ["tokenizer_args", "processor_kwargs"].contains(key)
        let known = [
            "attn_implementation", "cache_dir", "dtype", "local_files_only", "revision", "torch_dtype",
            "trust_remote_code", "use_safetensors",
        ]
        try members.requireKnownSettings(Set(known + (isTokenizer ? ["model_max_length", "use_fast"] : [])))
        if isTokenizer { try readLimit("model_max_length", of: members) }
    }

    /// Reads the arguments of tokenizer calls: only the maximum length and special tokens may differ from the defaults.
    private mutating func readProcessing(
        _ key: String, of settings: ModelConfiguration, isCrossEncoder: Bool
    ) throws {
        let all = Self.members("processing_kwargs", of: settings)
        try all.requireKnownSettings(["common", "text", "audio", "image", "video", "chat_template"])
        let members = Self.members(key, of: all)
        try members.requireKnownSettings([
            "add_special_tokens", "is_split_into_words", "logits_to_keep", "max_length", "pad_to_multiple_of",
            "padding",
            "padding_side", "return_attention_mask", "return_tensors", "return_token_type_ids", "split_special_tokens",
            "stride", "truncation", "truncation_side", "verbose",
        ])
        for name in ["is_split_into_words", "split_special_tokens"] {
            try members.requireSetting(name, in: [.bool(false)])
        }
        try members.requireSetting("return_attention_mask", in: [.bool(true)])
        try members.requireSetting("padding_side", in: [.string("right")])
        try members.requireSetting("truncation_side", in: [.string("right")])
        try members.requireSetting("return_tensors", in: [.string("pt")])
        try members.requireSetting("stride", in: [.integer(0)])
        try members.requireSetting(
            "truncation",
            in: [.bool(true), .string("longest_first")] + (isCrossEncoder ? [] : [.string("only_first")]))
        addsSpecialTokens = try members.boolean("add_special_tokens", default: addsSpecialTokens)
        try readLimit("max_length", of: members)
    }
}
