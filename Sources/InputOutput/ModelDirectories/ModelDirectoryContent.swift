import Foundation

/// The expected contents of model and tokenizer directories, so that replacing one removes nothing else.
enum ModelDirectoryContent {
    private static let extensions: Set = ["json", "safetensors", "bin", "html"]
    private static let names: Set = [
        "README.md", "vocab.txt", "merges.txt", "tuned.yaml", "LICENSE", "LICENSE.txt", ".gitattributes",
    ]
    /// Files of which each such directory has at least one.
    private static let marks = ["config.json", "adapter_config.json", "vocab.txt", "tokenizer.json"]

    /// The names in a directory that are not part of a model, in alphabetical order; all names if it is not a model
    /// directory.
    static func strangers(in directory: String) -> [String] {
        let found = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
        guard found.contains(where: marks.contains) else { return found }
        return found.filter { name in
            OutputPath.mode(of: directory.path(of: name)).map { $0 & S_IFMT } == S_IFDIR
                ? !isModule(name)
                : !names.contains(name) && !extensions.contains(String(name.split(separator: ".").last ?? ""))
        }
    }

    /// Returns true if a directory is part of a model in the layout of sentence-transformers, such as `1_Pooling`.
    private static func isModule(_ name: String) -> Bool {
        let parts = name.split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && Int(parts[0]) != nil && parts[1].allSatisfy(\.isLetter)
    }
}
