import Foundation
import InputOutput

/// The texts that an embedder was trained to see before others, from `config_sentence_transformers.json`.
public struct SentencePrompts: Sendable, Equatable {
    /// The prompts by their names, for instance `query`.
    public var texts: [String: String]
    /// The name of the prompt that is used where none is asked for.
    public var defaultName: String?

    /// Reads the prompts of a directory; none where it has no such file.
    ///
    /// - Throws: `FledgeError` where the file is malformed or names a default that it does not have.
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

    /// The text of a prompt.
    ///
    /// - Parameter name: The prompt's name; nil for the default.
    /// - Throws: `FledgeError` with category `usage` where there is no prompt of that name.
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
