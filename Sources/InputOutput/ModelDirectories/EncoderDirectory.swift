/// The location of the encoder and tokenizer in a checkpoint.
///
/// Usually it is the top directory. Checkpoints of sentence-transformers before version 2 have a subfolder such as
/// `0_Transformer` or `0_BERT`, whose path is listed in modules.json.
package enum EncoderDirectory {
    /// Returns the directory of the encoder and its tokenizer.
    package static func path(of directory: String) -> String {
        let subfolder = subfolder(of: directory)
        return subfolder.isEmpty ? directory : directory.path(of: subfolder)
    }

    /// Returns the path of the encoder's subfolder in a checkpoint; empty if the encoder is at the top.
    package static func subfolder(of directory: String) -> String {
        let file = directory.path(of: "modules.json")
        guard FileSystemEntry.isFile(file), let modules = try? JSONValue(contentsOf: file).arrayValue else { return "" }
        let encoder = modules.first { module in
            let type = module["type"]?.stringValue?.split(separator: ".").last.map(String.init)
            return type.map(SentenceTransformerFiles.encoderTypes.contains) ?? false
        }
        guard let path = encoder?["path"]?.stringValue, isInside(path),
            FileSystemEntry.isDirectory(directory.path(of: path))
        else { return "" }
        return path
    }

    /// Returns true if a module's path leads to a directory below the checkpoint.
    package static func isInside(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return !path.isEmpty && path.utf8.first != UInt8(ascii: "/")
            && !parts.contains { $0.elementsEqual("..".utf8) }
    }
}
