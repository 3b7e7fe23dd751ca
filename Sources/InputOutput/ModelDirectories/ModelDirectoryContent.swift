import Foundation

/// What directories of models and tokenizers hold, so that replacing one removes nothing else.
enum ModelDirectoryContent {
    private static let extensions: Set = ["json", "safetensors", "bin", "html"]
    private static let names: Set = [
        "README.md", "vocab.txt", "merges.txt", "tuned.yaml", "LICENSE", "LICENSE.txt", ".gitattributes",
    ]
    /// Files one of which each such directory has.
    private static let marks = ["config.json", "adapter_config.json", "vocab.txt", "tokenizer.json"]

    /// The names in a directory that are no part of a model, in the order of the alphabet; of one that is no model's, all.
    static func strangers(in directory: String) -> [String] {
        let found = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
        guard found.contains(where: marks.contains) else { return found }
        return found.filter { name in
            OutputPath.mode(of: directory.path(of: name)).map { $0 & S_IFMT } == S_IFDIR
                ? !isModule(name)
                : !names.contains(name) && !extensions.contains(String(name.split(separator: ".").last ?? ""))
        }
    }

    /// Whether a directory is a part of a model in the layout of sentence-transformers, such as `1_Pooling`.
    private static func isModule(_ name: String) -> Bool {
        let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && Int(parts[0]) != nil && parts[1].allSatisfy(\.isLetter)
    }
}
