import Foundation
import InputOutput

/// The prompts that an embedder was trained with, from `config_sentence_transformers.json`.
public struct SentencePrompts: Sendable, Equatable {
    /// The prompts by name, for instance `query`.
    public var texts: [String: String]
    /// The name of the default prompt.
    public var defaultName: String?

    /// Reads the prompts of a directory; there are none if it does not contain that file.
    ///
    /// - Throws: `FledgeError` if the file is malformed or its default prompt does not exist.
    public init(directory: String) throws {
        texts = [:]
        let path = directory.path(of: "config_sentence_transformers.json")
        guard FileManager.default.fileExists(atPath: path) else { return }
        let configuration = try JSONValue(contentsOf: path)
        for (name, text) in configuration["prompts"]?.objectValue ?? [:] { texts[name] = text.stringValue }
        defaultName = configuration["default_prompt_name"]?.stringValue
        if let defaultName, texts[defaultName] == nil {
            throw FledgeError(
                .data, at: "\(path): default_prompt_name", "there is no prompt of this name",
                expected: texts.keys.sorted().joined(separator: ", "), found: defaultName)
        }
    }

    /// Returns the text of a prompt.
    ///
    /// - Parameter name: The prompt's name; `nil` for the default.
    /// - Throws: `FledgeError` with category `usage` if there is no prompt of that name.
    package func text(named name: String?) throws -> String {
        guard let name else { return defaultName.flatMap { texts[$0] } ?? "" }
        guard let text = texts[name] else {
            throw FledgeError(
                .usage, "the model has no prompt of this name",
                expected: texts.isEmpty
                    ? "no name: the model has no prompts" : texts.keys.sorted().joined(separator: ", "),
                found: name)
        }
        return text
    }
}
