import Checkpoints
import Foundation
import InputOutput

/// The preprocessing settings of a sentence-transformers cross-encoder.
enum CrossEncoderSettings {
    /// Reads the settings of a cross-encoder; `nil` if the directory is not a cross-encoder.
    ///
    /// As in sentence-transformers, `sentence_bert_config.json` is used only if `modules.json` refers to it.
    ///
    /// - Throws: `FledgeError` that names the first setting that is not supported.
    static func read(directory: String) throws -> SentenceTransformerSettings? {
        let path = directory.path(of: "config_sentence_transformers.json")
        guard FileSystemEntry.isFile(path), try JSONValue(contentsOf: path)["model_type"] == .string("CrossEncoder")
        else { return nil }
        let prompt = try SentencePrompts(directory: directory).text(named: nil)
        guard prompt.isEmpty else {
            throw FledgeError(
                .data, at: "\(path): default_prompt_name", "a prompt before each pair of texts is not supported",
                expected: "no default prompt", found: "\"\(prompt)\"",
                advice: "set default_prompt_name to null, and put the prompt before the first text of each pair")
        }
        guard FileSystemEntry.isFile(directory.path(of: "modules.json")) else { return nil }
        let settings = try SentenceTransformerSettings(directory: directory, isCrossEncoder: true)
        guard settings.addsSpecialTokens else {
            throw FledgeError(
                .data, at: "\(directory.path(of: "sentence_bert_config.json")): processing_kwargs: add_special_tokens",
                "a cross-encoder without special tokens is not supported", expected: "true", found: "false")
        }
        return settings
    }
}
